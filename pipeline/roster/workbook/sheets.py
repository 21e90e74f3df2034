"""The sheets of the group workbook, their columns and what is said about each.

Units of assessment and their tasks have sheets of their own and not a part of
«Программа»: that sheet holds one value on each line, while a unit is a row of
ten columns that people sort, filter and paste; and a task belongs to a unit, so
it would be a list within a cell. Movements have theirs for the same reason.
"""

from datetime import date

from pipeline.roster.workbook.layout import Column, Fields, Kind, Table

GROUP = Fields(
    "Группа",
    "",
    "Сведения о группе. Заполните столбец «Значение»; поля со звездочкой обязательны.",
    (
        Column(
            "code",
            "Код группы",
            "Не повторяется в рабочей папке; по нему называется файл.",
            "ГТ-12",
            Kind.CODE,
            needed=True,
        ),
        Column(
            "starts",
            "Начало обучения",
            "Первый день, ДД.ММ.ГГГГ.",
            date(2026, 2, 2),
            Kind.DATE,
            needed=True,
        ),
        Column(
            "ends",
            "Окончание обучения",
            "Последний день, вместе с итоговой аттестацией.",
            date(2026, 6, 19),
            Kind.DATE,
            needed=True,
        ),
        Column(
            "department",
            "Подразделение",
            "Кафедра или отдел, как в документах.",
            "Кафедра гештальт-терапии",
            choice="department",
        ),
        Column(
            "form_of_study",
            "Форма обучения",
            "Выберите из списка или впишите свою.",
            "очно-заочная",
            choice="form_of_study",
        ),
        Column(
            "curator",
            "Куратор",
            "Как в документах: Фамилия И.О.",
            "Ясенева Т.М.",
            choice="person",
        ),
        Column(
            "customer",
            "Заказчик",
            "Кто платит за всю группу. Если платят за отдельных слушателей, "
            "укажите это на листе «Слушатели».",
            "ООО «Пример»",
        ),
        Column(
            "final_form",
            "Форма итоговой аттестации",
            "Как в программе.",
            "итоговый экзамен",
            needed=True,
            choice="final_form",
        ),
        Column(
            "final_scale",
            "Шкала итоговой аттестации",
            "Шкала оценок из настроек института.",
            "five-point",
            Kind.WORD,
            needed=True,
            choice="scale",
        ),
        Column(
            "final_on",
            "Дата итоговой аттестации",
            "Можно оставить пустой, пока она не назначена.",
            date(2026, 6, 18),
            Kind.DATE,
        ),
        Column(
            "enrolment_order.number",
            "Приказ о зачислении: номер",
            "Без знака №.",
            "4-К",
            Kind.CODE,
        ),
        Column(
            "enrolment_order.date",
            "Приказ о зачислении: дата",
            "Если указан номер, нужна и дата.",
            date(2026, 1, 30),
            Kind.DATE,
        ),
    ),
)

PROGRAMME = Fields(
    "Программа",
    "programme",
    "Дополнительная профессиональная программа. Дисциплины вносятся на лист "
    "«Учебный план».",
    (
        Column(
            "title",
            "Название программы",
            "Как утверждено.",
            "Основы гештальт-терапии",
            needed=True,
        ),
        Column(
            "kind",
            "Вид программы",
            "ПК: повышение квалификации, от 16 часов. ПП: профессиональная "
            "переподготовка, от 250 часов, с присвоением квалификации.",
            "ПК",
            Kind.WORD,
            needed=True,
            choice="programme_kind",
        ),
        Column(
            "hours",
            "Объем, часов",
            "Всего академических часов; сумма часов учебного плана должна с ним "
            "сойтись.",
            160,
            Kind.NUMBER,
            needed=True,
        ),
        Column(
            "qualification",
            "Квалификация",
            "Только для ПП: какая квалификация присваивается.",
            "",
        ),
        Column(
            "planned_results",
            "Планируемый результат",
            "По одному на строке; добавьте строк, сколько нужно, с тем же "
            "названием поля.",
            "ведет малую группу под наблюдением",
            listed=True,
        ),
    ),
)

UNITS = Table(
    "Учебный план",
    "units",
    "Дисциплины, модули и этапы, по которым ставится оценка, в порядке учебного плана.",
    (
        Column(
            "id",
            "Код",
            "Латинские буквы и цифры, не повторяется. По коду на дисциплину ссылаются "
            "другие листы. Пустой код программа проставит сама.",
            kind=Kind.CODE,
            width=8,
        ),
        Column(
            "kind",
            "Вид",
            "Дисциплина, модуль или этап учебного плана.",
            "discipline",
            Kind.WORD,
            needed=True,
            width=13,
            choice="unit_kind",
        ),
        Column(
            "title",
            "Название",
            "Как в учебном плане.",
            "Теория контакта и цикл опыта",
            needed=True,
            width=44,
        ),
        Column(
            "hours",
            "Часов",
            "Академических, вместе с самостоятельной работой.",
            20,
            Kind.NUMBER,
            needed=True,
            width=8,
        ),
        Column(
            "form",
            "Форма аттестации",
            "Выберите из списка или впишите свою.",
            "экзамен",
            needed=True,
            width=23,
            choice="assessment_form",
        ),
        Column(
            "scale",
            "Шкала",
            "Какие оценки ставятся; шкалы заданы в настройках института.",
            "five-point",
            Kind.WORD,
            needed=True,
            width=15,
            choice="scale",
        ),
        Column(
            "teacher",
            "Преподаватель",
            "Как в документах: Фамилия И.О.",
            "Горский В.А.",
            width=20,
            choice="person",
        ),
        Column(
            "assessed_on",
            "Дата аттестации",
            "Можно оставить пустой, пока она не назначена.",
            date(2026, 3, 2),
            Kind.DATE,
            width=12,
        ),
        Column(
            "planned_result",
            "Планируемый результат",
            "Что слушатель будет уметь.",
            "описывает случай в понятиях цикла опыта",
            width=44,
        ),
    ),
    prefix="D",
    codes=12,
    rows=20,
)

TASKS = Table(
    "Задания",
    "",
    "Работы, которые слушатель должен сдать по дисциплине. Если их нет, оставьте лист "
    "пустым.",
    (
        Column(
            "unit",
            "Дисциплина",
            "Код с листа «Учебный план» (или название целиком).",
            "D2",
            Kind.UNIT,
            needed=True,
            width=12,
            choice="unit",
        ),
        Column("", "Название дисциплины", "Подставляется.", "", Kind.SHOWN, width=44),
        Column(
            "id",
            "Код задания",
            "Латинские буквы и цифры, не повторяется в пределах дисциплины. Пустой код "
            "программа проставит сама.",
            "W1",
            Kind.CODE,
            width=10,
        ),
        Column(
            "title",
            "Задание",
            "Как в учебном плане.",
            "Эссе «Зачем мне гештальт»",
            needed=True,
            width=60,
        ),
    ),
    needed=False,
    prefix="W",
    rows=24,
)

_CASES = {
    "nominative": ("именительный", "Седых Анна Олеговна"),
    "genitive": ("родительный", "Седых Анны Олеговны"),
    "dative": ("дательный", "Седых Анне Олеговне"),
    "accusative": ("винительный", "Седых Анну Олеговну"),
    "instrumental": ("творительный", "Седых Анной Олеговной"),
    "prepositional": ("предложный", "Седых Анне Олеговне"),
}

TRAINEES = Table(
    "Слушатели",
    "trainees",
    "Все, кто зачислен в группу, в порядке печатного списка. Отчисленных не удаляйте: "
    "внесите их на лист «Движение».",
    (
        Column(
            "id",
            "Код",
            "Латинские буквы и цифры, не повторяется. Слушатель сохраняет его до конца "
            "обучения. Пустой код программа проставит сама.",
            kind=Kind.CODE,
            width=8,
        ),
        Column("surname", "Фамилия", "Кириллицей.", "Седых", needed=True, width=20),
        Column("given_name", "Имя", "Полностью.", "Анна", needed=True, width=15),
        Column("patronymic", "Отчество", "Если есть.", "Олеговна", width=18),
        Column(
            "birth_date",
            "Дата рождения",
            "ДД.ММ.ГГГГ; пусто, пока неизвестна.",
            date(1990, 5, 1),
            Kind.DATE,
            width=12,
        ),
        Column(
            "snils",
            "СНИЛС",
            "Вида 112-233-445 95; контрольное число проверяется.",
            "112-233-445 95",
            Kind.SNILS,
            width=16,
        ),
        Column(
            "gender",
            "Пол",
            "Только если программа не может определить его по имени.",
            "",
            Kind.WORD,
            width=7,
            choice="gender",
        ),
        Column(
            "customer",
            "Заказчик",
            "Кто платит за этого слушателя, если не заказчик группы и не он сам.",
            "ООО «Пример»",
            width=28,
        ),
        *(
            Column(
                f"name_forms.{case}",
                f"ФИО: {name} падеж",
                "Только если программа склоняет имя неверно.",
                example if case == "dative" else "",
                width=24,
            )
            for case, (name, example) in _CASES.items()
        ),
    ),
    prefix="T",
    places=2,
    codes=30,
    rows=40,
)

MOVEMENTS = Table(
    "Движение",
    "",
    "Кто зачислен позже остальных, отчислен раньше или сменил фамилию. Если таких нет, "
    "оставьте лист пустым.",
    (
        Column(
            "trainee",
            "Слушатель",
            "Код с листа «Слушатели» (или фамилия, имя и отчество).",
            "T03",
            Kind.TRAINEE,
            needed=True,
            width=12,
            choice="trainee",
        ),
        Column("", "ФИО", "Подставляется.", "", Kind.SHOWN, width=34),
        Column(
            "event",
            "Событие",
            "Выберите из списка.",
            "left",
            Kind.WORD,
            needed=True,
            width=20,
            choice="movement",
        ),
        Column(
            "date",
            "Дата",
            "С какого дня.",
            date(2026, 4, 1),
            Kind.DATE,
            needed=True,
            width=12,
        ),
        Column(
            "order", "Приказ", "Как в документах.", "№ 18-К от 31.03.2026", width=26
        ),
        Column("reason", "Причина", "Если нужна.", "по собственному желанию", width=30),
        Column(
            "former_surname",
            "Прежняя фамилия",
            "Только для смены фамилии; новая стоит на листе «Слушатели».",
            "",
            width=20,
        ),
    ),
    needed=False,
    rows=15,
)

SESSIONS = Table(
    "Расписание",
    "sessions",
    "Занятия по порядку дат: по ним печатаются страницы посещаемости и запись тем.",
    (
        Column(
            "id",
            "Код",
            "Латинские буквы и цифры, не повторяется. Пустой код программа проставит "
            "сама.",
            kind=Kind.CODE,
            width=8,
        ),
        Column(
            "date",
            "Дата",
            "ДД.ММ.ГГГГ, в пределах срока обучения.",
            date(2026, 2, 13),
            Kind.DATE,
            needed=True,
            width=12,
        ),
        Column(
            "unit",
            "Дисциплина",
            "Код с листа «Учебный план» (или название целиком).",
            "D2",
            Kind.UNIT,
            needed=True,
            width=15,
            choice="unit",
        ),
        Column("", "Название дисциплины", "Подставляется.", "", Kind.SHOWN, width=36),
        Column(
            "hours",
            "Часов",
            "Академических.",
            4,
            Kind.NUMBER,
            needed=True,
            width=8,
        ),
        Column(
            "kind",
            "Вид занятия",
            "Выберите из списка или впишите свой.",
            "лекция",
            needed=True,
            width=15,
            choice="lesson_kind",
        ),
        Column(
            "topic",
            "Тема",
            "Как записывается в журнал.",
            "Граница контакта",
            needed=True,
            width=54,
        ),
        Column(
            "teacher",
            "Преподаватель",
            "Если не тот, что указан в учебном плане.",
            "",
            width=20,
            choice="person",
        ),
    ),
    prefix="S",
    places=2,
    codes=60,
    rows=80,
)

COMMISSION = Fields(
    "Комиссия",
    "commission",
    "Комиссия итоговой аттестации, имена как в протоколе.",
    (
        Column(
            "chair",
            "Председатель",
            "Фамилия, имя и отчество.",
            "Снегирёв Леонид Аркадьевич",
            needed=True,
            choice="person",
        ),
        Column(
            "members",
            "Член комиссии",
            "По одному на строке, в порядке подписей; добавьте строк, сколько нужно, с "
            "тем же названием поля.",
            "Горский Вадим Андреевич",
            listed=True,
            choice="person",
        ),
        Column(
            "secretary",
            "Секретарь",
            "Фамилия, имя и отчество.",
            "Тихонова Римма Яковлевна",
            needed=True,
            choice="person",
        ),
        Column(
            "order.number",
            "Приказ о комиссии: номер",
            "Без знака №.",
            "31-У",
            Kind.CODE,
        ),
        Column(
            "order.date",
            "Приказ о комиссии: дата",
            "Если указан номер, нужна и дата.",
            date(2026, 6, 1),
            Kind.DATE,
        ),
    ),
)

RESULTS = "Результаты"
LISTS = "Списки"
"""A hidden sheet that drop-down lists take their words from."""

ORDER: tuple[Fields | Table, ...] = (
    GROUP,
    PROGRAMME,
    UNITS,
    TASKS,
    TRAINEES,
    MOVEMENTS,
    SESSIONS,
    COMMISSION,
)
"""As they stand in the workbook; the results come last."""
