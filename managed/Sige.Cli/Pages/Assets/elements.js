"use strict";

// Makes an element with attributes and children. Strings become text, never markup; attributes that are null or false are left out.
function element(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
}

// As element, of SVG.
function shape(tag, attributes = {}, ...children) {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (value !== null && value !== false)
            node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat(Infinity).filter(child => child !== null));
    return node;
}

let lastId = 0;

// A section under a heading, which names it.
function section(level, title, ...children) {
    const id = `part-${++lastId}`;
    return element("section", { "aria-labelledby": id }, element(`h${level}`, { id }, title), ...children);
}

// Names with values, one below the other.
function factList(facts) {
    return element("dl", { class: "facts" }, facts.map(fact =>
        element("div", {}, element("dt", {}, fact.name), element("dd", {}, fact.value))));
}
