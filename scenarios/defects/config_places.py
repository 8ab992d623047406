"""The known defects about configuration files. Each range was confirmed by running both sides of each boundary.

The releases of these were run from 8.0.3 on where a range has no beginning.
"""

from harness.model import Breaks, Defect, pips

NAMED_FILE_LOSES_TO_THE_ENVIRONMENT = Defect(
    slug="named-file-loses-to-the-environment",
    issue="pypa/pip#11815",
    affected=(pips("<10.0"),),
    shows=Breaks("nothing_asked"),
    because="pip before 10.0 reads the file of a virtual environment last, after the one that PIP_CONFIG_FILE names.",
)

ISOLATED_KEEPS_THE_NAMED_FILE = Defect(
    slug="isolated-keeps-the-named-file",
    issue="pypa/pip#4240",
    affected=(pips(">=10.0"),),
    shows=Breaks("nothing_asked"),
    because="From 10.0 on pip reads the file that PIP_CONFIG_FILE names whether or not it ignores its other variables.",
    workaround="Let PIP_CONFIG_FILE name the null device.",
    workaround_shown_by="config_places.null_device_leaves_a_named_file_out",
)
