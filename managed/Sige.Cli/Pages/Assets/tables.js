function table({ title, columns, rows, totals }) {
    const side = column => column.isNumber ? "number" : null;
    return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title },
        element("table", {},
            element("thead", {}, element("tr", {}, columns.map(column => element("th", { scope: "col", class: side(column) }, column.name)))),
            element("tbody", {}, rows.map((row, at) => element("tr", { class: at >= rows.length - totals ? "total" : null }, row.map((text, i) => element("td", { class: side(columns[i]) }, text)))))));
}

// A table under its heading, or folded behind it.
function tableSection(level, source) {
    const caption = element("p", { class: "quiet" }, source.caption);
    return source.isFolded
        ? element("details", {}, element("summary", {}, source.title), caption, table(source))
        : section(level, source.title, caption, table(source));
}
