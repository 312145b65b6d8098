// Below this width a picture is shown larger than it is, with its pixels as squares.
const SMALL = 256;

// How many times its size a picture is shown at most where two are compared.
const LARGEST = 5;

function picture(source, extra = {}) {
    const small = Math.max(source.width, source.height) < SMALL;
    return element("img", { src: source.source, alt: source.alt, width: source.width, height: source.height, class: small ? "pixels" : null, ...extra });
}

// Two pictures, one over the other; what is left of the line shows the first. Moves by mouse, finger and the keys of a slider.
function slider(edit) {
    const choices = edit.pictures.filter(each => each.canCompare);
    const [first, second] = [picture(edit.pictures[edit.before], { draggable: "false" }), picture(edit.pictures[edit.after], { draggable: "false" })];
    first.classList.add("first");
    const range = element("input", { type: "range", min: 0, max: 100, step: 1, value: 50, "aria-label": "How much of the left picture is shown" });
    const frame = element("div", { class: "frame" }, second, first, element("span", { class: "line", "aria-hidden": "true" }), range);
    const { width, height } = edit.pictures[edit.before];
    frame.style.aspectRatio = `${width} / ${height}`;

    const show = () => {
        frame.style.setProperty("--split", `${range.value}%`);
        range.setAttribute("aria-valuetext", `${range.value} % ${first.dataset.title}, ${100 - range.value} % ${second.dataset.title}`);
    };
    const follow = event => {
        const box = frame.getBoundingClientRect();
        range.value = Math.round(100 * (event.clientX - box.left) / box.width);
        show();
    };
    frame.addEventListener("pointerdown", event => {
        if (event.button !== 0)
            return;
        event.preventDefault();
        frame.setPointerCapture(event.pointerId);
        range.focus({ preventScroll: true });
        follow(event);
    });
    frame.addEventListener("pointermove", event => frame.hasPointerCapture(event.pointerId) && follow(event));
    range.addEventListener("input", show);

    const choose = (image, label, chosen) => {
        const select = element("select", { "aria-label": `${label} picture` }, choices.map(each =>
            element("option", { value: edit.pictures.indexOf(each), selected: each === edit.pictures[chosen] }, each.title)));
        const set = () => {
            const source = edit.pictures[select.value];
            Object.assign(image, { src: source.source, alt: source.alt });
            image.dataset.title = source.title;
            show();
        };
        select.addEventListener("change", set);
        image.dataset.title = edit.pictures[chosen].title;
        return select;
    };
    const caption = element("figcaption", {}, choose(first, "Left", edit.before), choose(second, "Right", edit.after));
    show();
    const figure = element("figure", { class: "slider" }, frame, caption);
    figure.style.maxWidth = `min(75vh * ${width / height}, ${LARGEST * width}px)`;
    return figure;
}

function gallery(pictures) {
    const wide = pictures[0].width > 1.4 * pictures[0].height;
    return element("div", { class: wide ? "gallery wide" : "gallery" }, pictures.map(each =>
        element("figure", {}, picture(each), element("figcaption", {}, each.title))));
}

function maskGallery(masks) {
    return element("div", { class: "gallery masks" }, masks.map(mask =>
        element("figure", { title: `${mask.pixels} pixels` },
            picture(mask, { class: "pixels" }),
            element("figcaption", {}, element("span", {}, mask.size), element("span", { class: "share" }, mask.share), element("span", { class: `mode ${mask.mode}` }, mask.mode)))));
}
