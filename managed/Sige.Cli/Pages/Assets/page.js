function sentences(list) {
    return element("ul", {}, list.map(sentence => element("li", {}, sentence)));
}

function notices(list) {
    return list.length === 0 ? null : element("aside", { class: "notices", "aria-label": "Notices" }, element("h2", {}, "Notices"), sentences(list));
}

function notes(list) {
    return list.length === 0 ? null : element("details", { class: "notes" }, element("summary", {}, "Notes"), sentences(list));
}

function headlines(list) {
    return element("dl", { class: "headlines" }, list.map(({ name, value, note }) =>
        element("div", {}, element("dt", {}, name), element("dd", {}, element("b", {}, value), element("span", {}, note)))));
}

// One edit; where there are several, each has its name as a heading.
function editSection(edit, level, id) {
    const under = level + 1;
    const nothing = edit.chart === null ? element("p", { class: "quiet" }, "No pixel changed, so nothing was computed.") : null;
    const parts = [
        headlines(edit.headlines),
        section(under, "Compare", slider(edit)),
        section(under, "Pictures", gallery(edit.pictures)),
        nothing,
        edit.masks.length === 0 ? null : section(under, "Active pixels at each resolution",
            element("p", { class: "quiet" }, "Height x width, the share that is computed, and how: sparse where pixels are active, dense where all are computed."),
            maskGallery(edit.masks)),
        edit.chart === null ? null : section(under, "Layers", layerChart(edit.chart)),
        edit.tables.map(each => tableSection(under, each)),
    ];
    return level === 1 ? element("div", {}, parts) : element("article", { id }, element(`h${level}`, {}, edit.name), parts);
}

function show(model) {
    document.title = model.title;
    const several = model.edits.length > 1;
    document.body.append(
        element("header", {},
            element("p", { class: "command" }, model.command),
            element("h1", {}, several ? `${model.edits.length} edits` : model.edits[0].name),
            element("p", { class: "quiet" }, model.model),
            several ? element("nav", { "aria-label": "Edits" }, model.edits.map((edit, i) => element("a", { href: `#edit-${i}` }, edit.name))) : null),
        element("main", {},
            notices(model.notices),
            model.edits.map((edit, i) => editSection(edit, several ? 2 : 1, `edit-${i}`)),
            element("div", { class: "lists" }, model.facts.map(list => section(2, list.title, factList(list.facts)))),
            notes(model.notes)));
}

show(JSON.parse(document.getElementById("model").textContent));
