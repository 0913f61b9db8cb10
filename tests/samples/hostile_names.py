"""Names of folders in `submitted/` that would act on whoever reads them: on a page, in a terminal, in a table."""

NAMES = {
    "a name with markup": "<img src=x onerror=window.ran=1>",
    "a name with quotes": 'a" onmouseover="window.ran=1',
    "a name with a terminal's codes": "a\x1b[2Jb",
    "a name with a line break": "eve\nbob",
    "a name from right to left": "\u202eeve",
    "a name that is a formula": "=cmd|' ,C calc'!A0",
    "a name that adds": "+1+cmd",
    "a name that is an option": "--student",
    "a name that is a function": "@SUM(1)",
    "a name of a whole row": "ann,,,,7.0,0.0,7.0,7.0",
    "a name that is hidden": ".eve",
    "a name that leads elsewhere": "..\\..\\eve",
    "a name that is too long": "e" * 200,
}
