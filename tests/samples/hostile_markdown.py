"""Markdown that tried to become more than words where a teacher reads it, form by form.

RAN is what a script would do, ELSEWHERE whom a page would ask for a picture.
"""

import base64
import io

from PIL import Image

RAN = "window.ran=1"
ELSEWHERE = "elsewhere.example"
_FRAME = f"<script>parent.{RAN}</script>"

LINKS = {
    "inline": f"[x](javascript:{RAN})",
    "in angle brackets": f"[x](<javascript:{RAN}>)",
    "with a title": f'[x](javascript:{RAN} "title")',
    "leading space": f"[x]( javascript:{RAN})",
    "leading space as a number": f"[x](&#32;javascript:{RAN})",
    "leading control character": f"[x](&#1;javascript:{RAN})",
    "mixed case": f"[x](JaVaScRiPt:{RAN})",
    "letter as a number": f"[x](java&#115;cript:{RAN})",
    "letter as a hexadecimal number": f"[x](&#x6A;avascript:{RAN})",
    "numbers without an end": "[x](&#0000106&#0000097&#0000118&#0000097script:window.ran=1)",
    "named colon": f"[x](javascript&colon;{RAN})",
    "named tab": f"[x](java&Tab;script:{RAN})",
    "named line break": f"[x](java&NewLine;script:{RAN})",
    "tab": f"[x](<java\tscript:{RAN}>)",
    "line break": f"[x](java\nscript:{RAN})",
    "NUL": f"[x](java\0script:{RAN})",
    "NUL as a number": f"[x](java&#0;script:{RAN})",
    "backslash": f"[x](java\\script:{RAN})",
    "escaped colon": f"[x](javascript\\:{RAN})",
    "percent": "[x](javascript:window%2Eran=1)",
    "percent in the scheme": f"[x](%6Aavascript:{RAN})",
    "wide letters": f"[x](ｊavascript:{RAN})",
    "soft hyphen": f"[x](java\u00adscript:{RAN})",
    "as a file of the notebook": f"[x](files/javascript:{RAN})",
    "with a comment as an address": f"[x](javascript://elsewhere.example/%0A{RAN})",
    "data": f"[x](data:text/html,{_FRAME})",
    "data in base64": "[x](data:text/html;base64,PHNjcmlwdD5wYXJlbnQucmFuPTE8L3NjcmlwdD4=)",
    "data as a picture": f"[x](data:image/svg+xml,<svg onload={RAN}>)",
    "vbscript": "[x](vbscript:msgbox(1))",
    "file": "[x](file:///etc/passwd)",
    "blob": "[x](blob:https://elsewhere.example/1)",
    "view-source": "[x](view-source:https://elsewhere.example)",
    "without a scheme": "[x](//elsewhere.example/page)",
    "to the server that shows it": "[x](/formgrader?path=/tmp)",
    "to a neighbour": "[x](../../../lab?reset)",
    "to a place on the page": "[x](#why)",
    "reference": f"[x][1]\n\n[1]: javascript:{RAN}",
    "collapsed reference": f"[x][]\n\n[x]: javascript:{RAN}",
    "short reference": f"[x]\n\n[x]: <java&#115;cript:{RAN}>",
    "reference on the next line": f"[x][2]\n\n[2]:\n  javascript:{RAN}\n  'title'",
    "footnote": f"x[^1]\n\n[^1]: [x](javascript:{RAN})",
    "automatic": f"<javascript:{RAN}>",
    "automatic data": "<data:text/html,x>",
    "in a picture": f"[![x](https://elsewhere.example/1.png)](javascript:{RAN})",
    "in the words of a picture": f"![[x](javascript:{RAN})](https://elsewhere.example/2.png)",
    "nested brackets": f"[[[x](javascript:{RAN})](javascript:{RAN})](javascript:{RAN})",
    "in a table": f"| a |\n|---|\n| [x](javascript:{RAN}) |",
    "in a heading": f"# [x](javascript:{RAN})",
    "in a list": f"- [ ] [x](javascript:{RAN})\n  > [x](javascript:{RAN})",
    "after a code span that does not end": f"` [x](javascript:{RAN})",
    "after a fence": f"```\ncode\n```\n[x](javascript:{RAN})",
    "after a formula that does not end": f"$ [x](javascript:{RAN})",
    "across formulas": f"$a$[x](javascript:{RAN})$b$",
    "definition list": f"term\n: [x](javascript:{RAN})",
    "an address with quotes": "[x](https://elsewhere.example/\"onmouseover='window.ran=1')",
    "an address with angles": '<https://elsewhere.example/"><svg/onload=window.ran=1>>',
    "bare": "https://elsewhere.example/page www.elsewhere.example me@elsewhere.example",
}

HTML = {
    "anchor": f'<a href="javascript:{RAN}">x</a>',
    "anchor across lines": f"<a\nhref='java&#10;script:{RAN}'\n>x</a>",
    "anchor in a block": f"<div>\n\n<a href=javascript:{RAN}>x</a>\n\n</div>",
    "upper case": f"<A HREF=javascript:{RAN}>x</A>",
    "script": f"<script>{RAN}</script>",
    "script after a comment": f"<!-- --!><script>{RAN}</script> -->",
    "script in a comment": f"<!--><script>{RAN}</script>-->",
    "script in a fence": f"```html\n<script>{RAN}</script>\n```",
    "end of a fence by hand": f"```\n</code></pre><script>{RAN}</script>\n```",
    "script in a formula": f"$a</span><script>{RAN}</script>$ $$<img src=x onerror={RAN}>$$",
    "script in an environment": f"\\begin{{align}}<script>{RAN}</script>\\end{{align}}",
    "processing instruction": f"<?php <script>{RAN}</script> ?>",
    "declaration": f"<!DOCTYPE x><![CDATA[<script>{RAN}</script>]]>",
    "picture": f"<img src=x onerror={RAN}>",
    "picture from elsewhere": "<img src=https://elsewhere.example/3.png>",
    "set of pictures": "<img srcset=https://elsewhere.example/4.png>",
    "svg": f"<svg onload={RAN}><a xlink:href=javascript:{RAN}><text y=9>x</text></a></svg>",
    "svg style": f"<svg><style><img src=x onerror={RAN}></style></svg>",
    "mathml": f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={RAN}&gt;'>",
    "mathml link": f"<math href=javascript:{RAN}>x</math>",
    "details": f"<details open ontoggle={RAN}>x</details>",
    "frame": f'<iframe src="javascript:parent.{RAN}"></iframe>',
    "frame with a document": f"<iframe srcdoc='{_FRAME}'></iframe>",
    "object": f"<object data='data:text/html,{_FRAME}'></object><embed src=data:text/html,{_FRAME}>",
    "form": f"<form action=javascript:{RAN}><button>x</button><input type=submit formaction=javascript:{RAN}></form>",
    "refresh": f"<meta http-equiv=refresh content='0;url=javascript:{RAN}'>",
    "base": "<base href=https://elsewhere.example/>",
    "style": "<style>@import 'https://elsewhere.example/5.css'</style><link rel=stylesheet href=//elsewhere.example/6>",
    "style attribute": "<p style='position:fixed;inset:0;background:url(https://elsewhere.example/7.png)'>x</p>",
    "names that clobber": "<a id=submission_id name=base_url>x</a><form name=MathJax></form>",
    "end of the page": f"</div></div></body></html><script>{RAN}</script>",
    "text area": f"<textarea></textarea><script>{RAN}</script>",
    "no end": f"<img src=x onerror={RAN} ",
}

PICTURES = {
    "from elsewhere": "![x](https://elsewhere.example/8.png)",
    "by reference": "![x][p]\n\n[p]: https://elsewhere.example/9.png",
    "without a scheme": "![x](//elsewhere.example/10.png)",
    "script": f"![x](javascript:{RAN})",
    "data": f"![x](data:image/svg+xml,<svg onload={RAN}>)",
    "of the server": "![x](/api/contents)",
    "that is missing": "![the curve](attachment:missing.png)",
    "missing, with quotes": f'![" onerror="{RAN}](attachment:missing.png)',
    "present, with quotes": f'![" onload="{RAN}](attachment:second.png)',
    "escapes its folder": "![x](attachment:../../secret.png)",
}

_LINK = f"javascript:{RAN}"
FORMULAS = {
    "link": rf"$\href{{{_LINK}}}{{x}}$",
    "link in a block": "$$\n" + rf"\href{{{_LINK}}}{{x}}" + "\n$$",
    "link in an environment": rf"\begin{{align}}\href{{{_LINK}}}{{x}}\end{{align}}",
    "link in brackets": rf"\\(\href{{{_LINK}}}{{x}}\\) \\[\href{{{_LINK}}}{{x}}\\]",
    "link in single brackets": rf"\(\href{{{_LINK}}}{{x}}\) \[\href{{{_LINK}}}{{x}}\]",
    "link in escaped dollars": rf"\$\href{{{_LINK}}}{{x}}\$",
    "link after a line break": rf"$\\\href{{{_LINK}}}{{x}}$ $\\href{{{_LINK}}}{{x}}$",
    "link after a comment": "$a % \n" + rf"\href{{{_LINK}}}{{x}}$",
    "dollars as numbers": rf"&#36;\href{{{_LINK}}}{{x}}&#36;",
    "dollars in code": rf"`$`\href{{{_LINK}}}{{x}}`$`",
    "dollars apart": rf"$ $\href{{{_LINK}}}{{x}}$ $",
    "a dollar too many": rf"$a$$\href{{{_LINK}}}{{x}}$b$",
    "backslash as a number": rf"$&#92;href{{{_LINK}}}{{x}}$",
    "name in two": f"$\\hr&#101;f{{{_LINK}}}{{x}}$ $\\hr<!-- -->ef{{{_LINK}}}{{x}}$ $\\hr%\nef{{{_LINK}}}{{x}}$",
    "in words": rf"$\text{{$\href{{{_LINK}}}{{x}}$}}$",
    "verbatim": rf"$\verb\x\\href{{{_LINK}}}{{x}}$",
    "require": rf"$\require{{html}}\href{{{_LINK}}}{{x}}$",
    "own command": rf"$\def\x#1{{\href{{#1}}{{y}}}}\x{{{_LINK}}}$ $\newcommand{{\y}}{{\href{{{_LINK}}}{{y}}}}\y$",
    "other name": rf"$\let\z=\href \z{{{_LINK}}}{{x}}$ $\csname href\endcsname{{{_LINK}}}{{x}}$",
    "own environment": rf"$\newenvironment{{e}}{{\href{{{_LINK}}}{{x}}}}{{}}\begin{{e}}\end{{e}}$",
    "attribute": rf"$\mmlToken{{mtext}}[href='{_LINK}']{{x}}$",
    "style": r"$\style{background:url(https://elsewhere.example/11.png)}{x}\class{score}{x}\cssId{total}{x}$",
    "box": r"$\bbox[background:url(https://elsewhere.example/12.png)]{x}$",
    "data": r"$\data{link=formgrader}{x}\unicode[x;background:url(//elsewhere.example/13)]{65}$",
    "KaTeX": rf"$\url{{{_LINK}}}\htmlStyle{{color:red}}{{x}}\includegraphics{{https://elsewhere.example/14.png}}$",
}

# Each of these would swallow what comes after it.
ENDLESS = {
    "comment": f"<!-- [x](javascript:{RAN})",
    "fence": f"~~~\n~~~ [x](javascript:{RAN})\n<img src=x onerror={RAN}>",
}

FORMS = {
    f"{family}: {name}": text
    for family, forms in {
        "link": LINKS,
        "HTML": HTML,
        "picture": PICTURES,
        "formula": FORMULAS,
        "endless": ENDLESS,
    }.items()
    for name, text in forms.items()
}


def picture(form: str = "PNG", size: tuple[int, int] = (24, 16)) -> bytes:
    """A small picture, as a file."""
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, form)
    return file.getvalue()


def attached(content: bytes, kind: str = "image/png") -> dict[str, str]:
    """An entry among a cell's attachments, as JupyterLab writes it when a picture is pasted."""
    return {kind: base64.b64encode(content).decode()}
