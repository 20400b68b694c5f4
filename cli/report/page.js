// The page without this is whole. With it: the choice of colours is kept, tables are sorted, filtered and shown by the page, and the sections' list follows the reader.
// Nothing here makes markup of text: the page's policy forbids that.
"use strict";
(function () {
    const ROWS = 50; // of a page
    document.documentElement.classList.add("scripted");

    // ---- colours ----
    const kept = {
        get() { try { return localStorage.getItem("weir-theme"); } catch { return null; } }, // a page from a file may have no storage
        set(value) { try { localStorage.setItem("weir-theme", value); } catch { /* then it is for this time only */ } },
    };
    for (const input of document.querySelectorAll(".theme input")) {
        if (input.value === kept.get()) input.checked = true;
        input.addEventListener("change", () => kept.set(input.value));
    }

    // ---- tables ----
    function make(name, properties, ...children) {
        const element = Object.assign(document.createElement(name), properties);
        element.append(...children);
        return element;
    }

    function valueOf(row, column, numeric) {
        const cell = row.cells[column];
        const text = cell.dataset.v ?? cell.textContent;
        return numeric ? Number(text.replace(/[^0-9.-]/g, "")) || 0 : text.toLowerCase();
    }

    function enhance(table) {
        const body = table.tBodies[0];
        const all = [...body.rows];
        const more = document.querySelector(`template[data-more="${table.id}"]`);
        if (more) all.push(...more.content.querySelectorAll("tr"));
        let rows = all, page = 0, words = "";

        const status = make("span");
        status.setAttribute("role", "status");
        const before = make("button", { type: "button", textContent: "Previous" });
        const next = make("button", { type: "button", textContent: "Next" });
        const input = make("input", { type: "search", id: table.id + "-filter", placeholder: "Filter rows" });
        const label = make("label", { className: "heard", htmlFor: input.id, textContent: "Filter: " + table.caption.textContent });
        const tools = make("div", { className: "tools" }, label, input, before, next, status);

        function show() {
            const pages = Math.max(1, Math.ceil(rows.length / ROWS));
            page = Math.min(page, pages - 1);
            const first = page * ROWS, shown = rows.slice(first, first + ROWS);
            body.replaceChildren(...shown);
            before.hidden = next.hidden = pages === 1;
            before.disabled = page === 0;
            next.disabled = page === pages - 1;
            const range = pages === 1 ? String(rows.length) : `${first + 1} to ${first + shown.length}`;
            status.textContent = rows.length === 0 ? "no row has that" : pages === 1 && rows.length === all.length ? `${rows.length} rows` : `${range} of ${pages === 1 ? all.length : rows.length} rows`;
            fit();
        }
        function filter() {
            words = input.value.trim().toLowerCase();
            rows = words ? all.filter((row) => row.textContent.toLowerCase().includes(words)) : all.slice();
            page = 0;
            show();
        }
        function sort(header, column) {
            const numeric = header.dataset.sort !== "text";
            const was = header.getAttribute("aria-sort");
            const direction = was ? (was === "ascending" ? "descending" : "ascending") : numeric ? "descending" : "ascending";
            for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
            header.setAttribute("aria-sort", direction);
            const sign = direction === "ascending" ? 1 : -1;
            const order = all.map((row, place) => ({ row, place, key: valueOf(row, column, numeric) }));
            order.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : a.place - b.place));
            order.forEach((entry, place) => { all[place] = entry.row; });
            filter();
        }

        if (all.length > 1)
            for (const header of table.querySelectorAll("th[data-sort]")) {
                const button = make("button", { type: "button", className: "sort" });
                button.append(...header.childNodes);
                header.append(button);
                const column = header.cellIndex;
                button.addEventListener("click", () => sort(header, column));
            }
        if (all.length > 10) table.closest(".scroll").before(tools);
        input.addEventListener("input", filter);
        before.addEventListener("click", () => { page--; show(); });
        next.addEventListener("click", () => { page++; show(); });
        show();
    }

    // What need not be scrolled is no stop of the keyboard.
    function fit() {
        for (const region of document.querySelectorAll(".scroll")) {
            if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
            else region.removeAttribute("tabindex");
        }
    }

    document.querySelectorAll("table.list").forEach(enhance);
    fit();
    addEventListener("resize", fit);
    document.addEventListener("toggle", fit, true);

    // ---- where the reader is ----
    const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
    const sections = [...document.querySelectorAll("main > section")];
    function follow() {
        let current = sections[0];
        for (const section of sections) if (section.getBoundingClientRect().top < innerHeight / 3) current = section;
        if (scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2) current = sections[sections.length - 1];
        for (const [id, link] of links) {
            if (id === (current.id || "main")) link.setAttribute("aria-current", "true");
            else link.removeAttribute("aria-current");
        }
    }
    addEventListener("scroll", follow, { passive: true });
    follow();
})();
