"""Why the system refused something, in words for people.

The system says it in the language of whoever installed it; these are the reasons that
a clerk or an administrator can do something about. A sentence of our own that an error
carries instead is left as it is.
"""

import errno
import os

from pipeline.messages import N_, _

_WORDS = {
    errno.EPERM: N_("that is not allowed"),
    errno.EACCES: N_("there is no right to that"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the quota of the disk is used up"),
    errno.EFBIG: N_("the file is too large"),
    errno.EIO: N_("the disk does not read or write as it should"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("that is not a folder"),
    errno.EISDIR: N_("that is a folder"),
    errno.EEXIST: N_("that is there already"),
    errno.ENOTEMPTY: N_("the folder is not empty"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ELOOP: N_("links lead in a circle"),
    errno.EBUSY: N_("another program uses it"),
    errno.ETXTBSY: N_("another program still writes it"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
    errno.ENOMEM: N_("there is not enough memory"),
    errno.ESTALE: N_("the network folder has changed; it is to be mounted anew"),
    errno.ENOTCONN: N_("the network folder is not connected"),
    errno.EHOSTDOWN: N_("the network folder's server does not answer"),
    errno.EHOSTUNREACH: N_("the network folder's server does not answer"),
    errno.ETIMEDOUT: N_("the network folder's server does not answer"),
}


def reason(error: OSError) -> str:
    """Why, without the path; in the system's own words where there are no better."""
    code = error.errno or 0
    if code in _WORDS and error.strerror == os.strerror(code):
        return _(_WORDS[code])
    return error.strerror or str(error) or type(error).__name__
