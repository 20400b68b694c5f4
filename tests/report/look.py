"""What a reader does with the pages, in a real browser: sees them in both schemes, walks them with the keyboard, hears them as a screen reader would, sorts, filters, turns pages."""
from browser import Browser, Failed

MOST_ELEMENTS = 6000  # of the largest page that are laid out; no test is timed, and this is what the time comes from

# Every text that is seen: its colour against what is behind it, by WCAG's formula. Gives the least contrast and the texts below what is asked for.
CONTRAST = r"""
(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const known = new Map();
    function rgba(color) {
        if (!known.has(color)) {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            known.set(color, [...canvas.getImageData(0, 0, 1, 1).data]);
        }
        return known.get(color);
    }
    const part = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    function behind(element) {
        for (; element; element = element.parentElement) {
            const color = rgba(getComputedStyle(element).backgroundColor);
            if (color[3] === 255) return color;
            if (color[3] !== 0) throw Error("a background that is partly seen through: " + element.className);
        }
        return [255, 255, 255, 255];
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let least = 99, seen = 0;
    const poor = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || element.closest(".heard, script, style, template, [hidden], .skip") || !element.checkVisibility()) continue;
        const style = getComputedStyle(element), size = parseFloat(style.fontSize);
        if (style.opacity !== "1") throw Error("a text that is partly seen through");
        const a = light(rgba(style.color)), b = light(behind(element));
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const asked = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
        seen++;
        least = Math.min(least, contrast);
        if (contrast < asked) poor.push(walker.currentNode.data.trim().slice(0, 40) + ": " + contrast.toFixed(2));
    }
    return { least, seen, poor: poor.slice(0, 5), scheme: getComputedStyle(document.documentElement).colorScheme, paper: getComputedStyle(document.body).backgroundColor };
})()
"""
# Where the keyboard is: what it is, its place in the document, and whether it is seen.
FOCUS = r"""
(() => {
    const all = [...document.querySelectorAll("*")], element = document.activeElement;
    if (!element || element === document.body) return null;
    const ring = element.matches(".theme input") ? element.nextElementSibling : element;
    const style = getComputedStyle(ring), box = element.getBoundingClientRect();
    return { place: all.indexOf(element), tag: element.localName, type: element.type ?? "", name: (element.id || element.className || element.textContent.trim()).slice(0, 40),
             seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.bottom > 0 && box.top < innerHeight };
})()
"""
# What the keyboard should reach, in the order of the document: of the radio buttons the one that is chosen.
STOPS = r"""
[...document.querySelectorAll("a[href], button:not(:disabled), input:not([type=radio]), input:checked, summary, [tabindex='0']")].filter((e) => e.checkVisibility()).map((e) => [...document.querySelectorAll("*")].indexOf(e))
"""


def rows(browser, table):
    return browser.evaluate(f"document.querySelectorAll('#{table} tbody tr').length")


def clean_load(run, browser, name, path, **how):
    seconds = browser.load(path, **how)
    run.hold(f"{name}: nothing on the console", browser.console, [])
    run.hold(f"{name}: nothing is asked of the network", [url for url in browser.requests if not url.startswith("data:")], ["file://" + path])
    return seconds


def schemes(run, browser, name, path):
    """Both schemes, by what the reader's system says and by the radio buttons, with the contrast of every text."""
    papers = {}
    for scheme in ("light", "dark"):
        clean_load(run, browser, name, path, scheme=scheme)
        browser.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        told = browser.evaluate(CONTRAST)
        run.hold(f"{name}, {scheme}: contrast of every text", told["poor"], [])
        run.hold(f"{name}, {scheme}: there are texts", told["seen"] > 50)
        papers[scheme] = told["paper"]
        print(f"  {name}, {scheme}: {told['seen']} texts, least contrast {told['least']:.2f}")
    run.hold(f"{name}: the schemes differ", papers["light"] != papers["dark"])
    for chosen, system in (("dark", "light"), ("light", "dark")):
        browser.load(path, scheme=system)
        browser.evaluate(f"document.getElementById('theme-{chosen}').click()")
        run.hold(f"{name}: {chosen} is chosen where the system says {system}", browser.evaluate("getComputedStyle(document.body).backgroundColor"), papers[chosen])
    browser.load(path, scheme="light", script=False)
    run.hold(f"{name}: without a script it follows the system", browser.evaluate("getComputedStyle(document.body).backgroundColor"), papers["light"])


def keyboard(run, browser, path):
    browser.load(path)
    wanted = browser.evaluate(STOPS)
    reached, unseen = [], []
    for _ in range(len(wanted) + 5):
        browser.tab()
        at = browser.evaluate(FOCUS)
        if at is None or (reached and at["place"] == reached[0]):
            break
        reached.append(at["place"])
        if not at["seen"]:
            unseen.append(at["name"])
    run.hold("keyboard: everything is reached, in the order of the document", reached, wanted)
    run.hold("keyboard: there is much to reach", len(wanted) > 30)
    run.hold("keyboard: where it is can be seen", unseen, [])
    browser.load(path)
    browser.tab()
    run.hold("keyboard: first the link over the navigation", browser.evaluate("document.activeElement.className"), "skip")
    browser.press("Enter", 13, "\r")
    run.hold("keyboard: it leads to the report", browser.evaluate("document.activeElement.id"), "main")
    browser.evaluate("document.getElementById('theme-auto').focus()")
    browser.press("ArrowRight", 39)
    browser.press("ArrowRight", 39)
    run.hold("keyboard: colours by the arrows", browser.evaluate("getComputedStyle(document.documentElement).colorScheme"), "dark")
    kept = browser.evaluate("JSON.stringify(localStorage)")
    run.hold("the choice is stored", kept, '{"weir-theme":"dark"}')
    browser.load(path, stored=f"Object.assign(localStorage, {kept})")
    chosen = browser.evaluate("document.querySelector('.theme input:checked').value")
    run.hold("the choice is kept", chosen, "dark")
    browser.load(path)
    browser.evaluate("document.querySelectorAll('summary')[1].focus()")
    browser.press("Enter", 13, "\r")
    run.hold("keyboard: a Template Type's coverage is opened", browser.evaluate("document.querySelectorAll('details')[1].open"), True)
    browser.evaluate("document.querySelector('#instances th:nth-child(2) button').focus()")
    browser.press("Enter", 13, "\r")
    names = browser.evaluate("[...document.querySelectorAll('#instances tbody th')].map((e) => e.textContent)")
    run.hold("keyboard: sorted by name", names, sorted(names, key=str.lower))
    run.hold("keyboard: and it is said", browser.evaluate("document.querySelector('#instances th:nth-child(2)').getAttribute('aria-sort')"), "ascending")
    browser.press(" ", 32, " ")
    names = browser.evaluate("[...document.querySelectorAll('#instances tbody th')].map((e) => e.textContent)")
    run.hold("keyboard: and the other way", names, sorted(names, key=str.lower, reverse=True))


def hearing(run, browser, path):
    """The tree that a screen reader gets."""
    browser.load(path)
    nodes = [node for node in browser.ask("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]
    role = lambda node: node.get("role", {}).get("value")
    name = lambda node: node.get("name", {}).get("value", "").strip()
    for landmark in ("banner", "navigation", "main"):
        run.hold(f"hearing: one {landmark}", sum(role(node) == landmark for node in nodes), 1)
    for kind in ("table", "region", "button", "searchbox", "link", "radio", "navigation"):
        there = [node for node in nodes if role(node) == kind]
        run.hold(f"hearing: every {kind} has a name", [node["nodeId"] for node in there if not name(node)], [])
    run.hold("hearing: there are tables", sum(role(node) == "table" for node in nodes) > 4)
    run.hold("hearing: row headers", sum(role(node) == "rowheader" for node in nodes) > 100)
    run.hold("hearing: pictures are not heard", [name(node) for node in nodes if role(node) in ("image", "img")], [])
    levels = browser.evaluate("[...document.querySelectorAll('h1, h2, h3')].map((e) => Number(e.localName[1]))")
    run.hold("hearing: headings go down by one", levels[0] == 1 and levels.count(1) == 1 and all(b <= a + 1 for a, b in zip(levels, levels[1:])))
    cells = browser.evaluate("[...document.querySelectorAll('.matrix td')].map((e) => e.textContent.trim())")
    run.hold("hearing: no cell of the matrix is without words", [cell for cell in cells if not cell], [])
    run.hold("no meaning by colour alone", browser.evaluate("[...document.querySelectorAll('td.good, td.bad, td.part, td[class^=heat], .tag')].filter((e) => !e.textContent.trim()).length"), 0)


def long_tables(run, browser, path, many):
    seconds = clean_load(run, browser, "large", path)
    print(f"  large: {many:,} instances opened in {seconds:.2f} s")
    elements = browser.evaluate("document.querySelectorAll('*').length")
    run.hold(f"large: no more than {MOST_ELEMENTS} elements", elements < MOST_ELEMENTS, True)
    print(f"  large: {elements:,} elements")
    run.hold("large: a page of rows", rows(browser, "instances"), 50)
    status = "document.querySelector('#instances-filter').parentElement.querySelector('[role=status]').textContent"
    run.hold("large: which rows", browser.evaluate(status), f"1 to 50 of {many} rows")
    press = "[...document.querySelector('#instances-filter').parentElement.querySelectorAll('button')].find((b) => b.textContent === '%s').click()"
    browser.evaluate(press % "Next")
    run.hold("large: the next page", browser.evaluate(status), f"51 to 100 of {many} rows")
    browser.evaluate("document.querySelector('#instances-filter').focus()")
    browser.ask("Input.insertText", text="rule09999")
    run.hold("large: filtered, behind the rows that are in the document", (rows(browser, "instances"), browser.evaluate(status)), (1, f"1 of {many} rows"))
    browser.ask("Input.insertText", text="0")
    run.hold("large: nothing has that", (rows(browser, "instances"), browser.evaluate(status)), (0, "no row has that"))
    browser.load(path)
    browser.evaluate("document.querySelector('#instances th:first-child button').click()")
    run.hold("large: sorted by number, the highest first", browser.evaluate("document.querySelector('#instances tbody td').textContent"), str(100000 + many - 1))
    browser.load(path, script=False)
    run.hold("large: without a script the first rows", rows(browser, "instances"), 500)
    run.hold("large: and it is said", browser.evaluate("document.querySelector('#instances').closest('section').querySelector('.scriptless').checkVisibility()"), True)


def guarded(run, browser, path):
    """Nothing of the content runs, and the policy stops what would."""
    for script in (True, False):
        clean_load(run, browser, "hostile", path, script=script)
        run.hold("hostile: nothing of it runs", browser.evaluate("String(window.pwned)"), "undefined")
        run.hold("hostile: nothing of it is an element", browser.evaluate("document.querySelectorAll('script').length + 10 * document.querySelectorAll('img, b, [onclick], [onload], [onerror]').length"), 1)
    browser.load(path)
    tries = {
        "a script that is put in": "(() => { const s = document.createElement('script'); try { s.textContent = 'window.pwned = 9'; } catch { return 'refused'; } document.body.append(s); return String(window.pwned); })()",
        "markup of a text": "(() => { try { document.body.innerHTML += '<p>'; return 'taken'; } catch { return 'refused'; } })()",
        "a style": "(() => { document.querySelector('h1').setAttribute('style', 'color: rgb(1, 2, 3)'); return getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)' ? 'taken' : 'refused'; })()",
        "a picture from elsewhere": "new Promise((done) => { const i = new Image(); i.onload = () => done('taken'); i.onerror = () => done('refused'); i.src = 'http://127.0.0.1:9/x.png'; })",
        "a request": "fetch('http://127.0.0.1:9/').then(() => 'taken', () => 'refused')",
    }
    for what, attempt in tries.items():
        run.hold(f"the policy stops {what}", browser.evaluate(attempt), "refused")
    told = " ".join(browser.console)
    run.hold("the policy, and not the network, stopped the request", "connect-src" in told or "default-src" in told)


def narrow(run, browser, path):
    clean_load(run, browser, "narrow", path, width=390)
    run.hold("narrow: the page itself is not wider than the screen", browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), True)
    outside = "[...document.querySelectorAll('.scroll')].filter((e) => e.scrollWidth > e.clientWidth && e.tabIndex !== 0).length"
    run.hold("narrow: wide tables can be scrolled by the keyboard", browser.evaluate(outside), 0)


def look(run, program, pages, many):
    try:
        browser = Browser(program)
    except Failed as failed:
        run.failures.append(f"{program} does not start: {failed}")
        return
    try:
        for name in ("starter", "outage", "hostile"):
            schemes(run, browser, name, pages[name])
        keyboard(run, browser, pages["starter"])
        hearing(run, browser, pages["starter"])
        long_tables(run, browser, pages["large"], many)
        guarded(run, browser, pages["hostile"])
        narrow(run, browser, pages["starter"])
    except Failed as failed:
        run.failures.append(f"browser: {failed}")
    finally:
        browser.close()
