"""A page of weir report, read without a browser: its elements, and its tables as rows of cells."""
import base64
import hashlib
import re
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "rect", "path", "br"}  # rect and path end themselves


class Element:
    def __init__(self, tag, attributes, above):
        self.tag, self.attributes, self.above, self.inside = tag, dict(attributes), above, []

    def all(self, tag=None, **attributes):
        for one in self.inside:
            if not isinstance(one, Element):
                continue
            if (tag is None or one.tag == tag) and all(one.attributes.get(key.rstrip("_").replace("_", "-")) == value for key, value in attributes.items()):
                yield one
            yield from one.all(tag, **attributes)

    def first(self, tag=None, **attributes):
        return next(self.all(tag, **attributes), None)

    def has(self, name):
        return name in self.attributes.get("class", "").split()

    def text(self, seen=False):
        """All of it, or what is seen: without what is only heard."""
        if seen and self.has("heard"):
            return ""
        return "".join(one if isinstance(one, str) else one.text(seen) for one in self.inside)


class Page(HTMLParser):
    """Must hold, or faults has it: every element that is not void ends, in order; each id is there once."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("document", [], None)
        self.raw, self.faults, self.ids = text, [], set()
        self.feed(text)
        self.close()
        if self.at is not self.root:
            self.faults.append(f"<{self.at.tag}> does not end")

    def handle_starttag(self, tag, attributes):
        element = Element(tag, attributes, self.at)
        if len(element.attributes) != len(attributes):
            self.faults.append(f"<{tag}> has an attribute twice")
        identity = element.attributes.get("id")
        if identity is not None:
            if identity in self.ids:
                self.faults.append(f"the id {identity} is there twice")
            self.ids.add(identity)
        self.at.inside.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.at = self.at.above

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.at.tag != tag:
            self.faults.append(f"</{tag}> ends <{self.at.tag}>")
        else:
            self.at = self.at.above

    def handle_data(self, data):
        self.at.inside.append(data)

    def rows(self, **which):
        """Body rows of a table, those of its template too: lists of cells."""
        table = self.root.first("table", **which)
        if table is None:
            return []
        bodies = [table.first("tbody")]
        more = self.root.first("template", data_more=which.get("id", ""))
        if more:
            bodies.append(more.first("tbody"))
        return [[cell for cell in row.inside if isinstance(cell, Element)] for body in bodies for row in body.all("tr")]


def digest(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def check(page):
    """What holds of every page, whatever is in it."""
    yield from page.faults
    root = page.root
    policy = root.first("meta", http_equiv="Content-Security-Policy").attributes["content"]
    scripts, styles = list(root.all("script")), list(root.all("style"))
    if len(scripts) != 1 or len(styles) != 1:
        yield "there is more than the one script and the one style"
    wanted = (f"default-src 'none'; style-src {digest(styles[0].text())}; script-src {digest(scripts[0].text())}; img-src data:; base-uri 'none'; form-action 'none'; "
              "require-trusted-types-for 'script'; trusted-types 'none'")
    if policy != wanted:
        yield f"the policy is {policy!r}, not {wanted!r}"
    for element in root.all():
        for name, value in element.attributes.items():
            if name == "style" or name.startswith("on"):
                yield f"<{element.tag}> has the attribute {name}"
            if name in ("src", "href") and not value.startswith(("#", "data:image/svg+xml,")):
                yield f"<{element.tag}> leads to {value!r}"
        if element.tag == "a" and element.attributes["href"][1:] not in page.ids:
            yield f"a link to {element.attributes['href']}, which is not there"
        for key in ("aria-labelledby", "for"):
            if key in element.attributes and element.attributes[key] not in page.ids:
                yield f"{key} names {element.attributes[key]}, which is not there"
        if element.tag == "th" and element.attributes.get("scope") not in ("col", "row"):
            yield "a th without a scope"
        if element.tag == "table" and element.above.tag != "template":
            if element.first("caption") is None or not element.first("caption").text().strip():
                yield "a table without a caption"
            wide = sum(int(cell.attributes.get("colspan", 1)) for cell in element.first("thead").first("tr").inside)
            for row in element.first("tbody").all("tr"):
                if sum(int(cell.attributes.get("colspan", 1)) for cell in row.inside if isinstance(cell, Element)) != wide:
                    yield "a row of %s has not %d cells: %s" % (element.attributes, wide, row.text()[:100])
    hidden = re.search("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", page.raw)
    if hidden:
        yield f"U+{ord(hidden[0]):04X} is in the page"
    if "http://" in page.raw.replace("http://www.w3.org/2000/svg", "") or "https://" in page.raw or "@import" in page.raw or re.search(r"url\(", styles[0].text()):
        yield "an address of the network is in the page"
