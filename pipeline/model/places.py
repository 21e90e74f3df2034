"""The folders of a workspace (docs/architecture.md, "On disk")."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything of one workspace lies.

    Attributes:
        inbox: Scans are dropped here; `claimed` inside it is ours, so that a
            claim is one rename within a file system.
        private: What can be rebuilt: catalogue, work database, logs, scratch.
    """

    root: Path
    groups: Path
    templates: Path
    inbox: Path
    issued: Path
    review: Path
    archive: Path
    quarantine: Path
    audit: Path
    private: Path

    @property
    def claimed(self) -> Path:
        """Files that the intake has taken and not yet put in their place."""
        return self.inbox / ".claimed"

    @property
    def organisation(self) -> Path:
        """`organisation.yaml`."""
        return self.root / "organisation.yaml"

    @property
    def scratch(self) -> Path:
        """Files of one run; swept when it ends."""
        return self.private / "scratch"

    def file_plan(self, year: int) -> Path:
        """The file plan of that year."""
        return self.root / "file-plan" / f"{year}.yaml"

    def relative(self, path: Path) -> str:
        """The path as seen from the workspace, with forward slashes.

        A folder that a setting put outside the workspace keeps its full path.
        """
        if path.is_relative_to(self.root):
            return path.relative_to(self.root).as_posix()
        return path.as_posix()
