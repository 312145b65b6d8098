// Measures of the chart in pixels: times stand on the strip of sizes, multiply-adds hang from it.
const CHART = { left: 58, right: 6, top: 10, time: 150, strip: 24, work: 110, bottom: 6, gap: 10, thinnest: 5, widest: 24, letter: 6.6 };

// Neighbours of one size.
function groupsOf(layers) {
    const groups = [];
    layers.forEach((layer, index) => {
        if (groups.at(-1)?.size !== layer.size)
            groups.push({ size: layer.size, first: index, count: 0 });
        groups.at(-1).count++;
    });
    return groups;
}

// A round step that divides a range into two to five parts.
function roundStep(range) {
    const power = 10 ** Math.floor(Math.log10(range / 2));
    return power * [5, 2, 1].find(factor => factor * power <= range / 2);
}

function unitOf(range) {
    return [[1e9, " G"], [1e6, " M"], [1e3, " k"]].find(([size]) => range >= size) ?? [1, ""];
}

function gridLines(range, length, base, direction, right, [unit, suffix]) {
    const lines = [];
    for (let value = roundStep(range); value <= range; value += roundStep(range)) {
        const y = base + direction * length * value / range;
        lines.push(
            shape("line", { class: "grid", x1: CHART.left, x2: right, y1: y, y2: y }),
            shape("text", { class: "tick", x: CHART.left - 8, y: y + 4 }, `${Number((value / unit).toPrecision(3))}${suffix}`));
    }
    return lines;
}

function describeLayer(layer) {
    return [`${layer.kind}, ${layer.size}, ${layer.mode}`, layer.form === null ? null : `form ${layer.form}`, `${layer.time}, ${layer.work}, ${layer.pixels}`].filter(line => line !== null);
}

// One layer: its two bars, before a field as high as the chart that is pointed at.
function layerShape(layer, index, x, width, scale) {
    const top = CHART.top + CHART.time, bottom = top + CHART.strip;
    const [time, work] = [CHART.time * layer.ms / scale.time, CHART.work * layer.macs / scale.work];
    const thickness = Math.max(1, width - Math.max(1, width / 5));
    return shape("g", { class: `layer ${layer.mode}`, "data-index": index, role: "img", tabindex: index === 0 ? 0 : -1, "aria-label": [layer.name, ...describeLayer(layer)].join("; ") },
        shape("rect", { class: "field", x, y: CHART.top, width, height: CHART.time + CHART.strip + CHART.work }),
        shape("rect", { class: "time", x, y: top - time, width: thickness, height: time }),
        shape("rect", { class: "work", x, y: bottom, width: thickness, height: work }));
}

function drawChart(layers, room) {
    const groups = groupsOf(layers);
    const free = room - CHART.left - CHART.right - CHART.gap * (groups.length - 1);
    const pitch = Math.min(CHART.widest, Math.max(CHART.thinnest, free / layers.length));
    const scale = { time: Math.max(...layers.map(layer => layer.ms), 1e-6), work: Math.max(...layers.map(layer => layer.macs), 1) };
    const right = CHART.left + pitch * layers.length + CHART.gap * (groups.length - 1);
    const top = CHART.top + CHART.time, bottom = top + CHART.strip, end = bottom + CHART.work;
    const bands = [], bars = [];
    groups.forEach((group, number) => {
        const x = CHART.left + pitch * group.first + CHART.gap * number, width = pitch * group.count;
        bands.push(shape("rect", { class: "band", x: x - CHART.gap / 2, y: CHART.top, width: width + CHART.gap, height: end - CHART.top, "fill-opacity": number % 2 === 0 ? 1 : 0 }));
        if (CHART.letter * group.size.length <= width + CHART.gap / 2)
            bands.push(shape("text", { class: "size", x: x + width / 2, y: top + CHART.strip / 2 + 4 }, group.size));
        for (let i = 0; i < group.count; i++)
            bars.push(layerShape(layers[group.first + i], group.first + i, x + pitch * i, pitch, scale));
    });
    return shape("svg", { width: right + CHART.right, height: end + CHART.bottom, role: "group", "aria-label": `Time and multiply-adds of ${layers.length} layers; arrow keys go from one to the next` },
        bands,
        gridLines(scale.time, CHART.time, top, -1, right, [1, " ms"]),
        gridLines(scale.work, CHART.work, bottom, 1, right, unitOf(scale.work)),
        shape("text", { class: "tick", x: CHART.left - 8, y: top + CHART.strip / 2 + 4 }, "size"),
        bars);
}

// What a layer is and did, beside its bars.
function tipOver(chart, tip) {
    return {
        show(bar, layer) {
            tip.replaceChildren(element("strong", {}, layer.name), ...describeLayer(layer).map(line => element("span", {}, line)));
            tip.hidden = false;
            const [box, place] = [chart.getBoundingClientRect(), bar.querySelector(".field").getBoundingClientRect()];
            const middle = (place.left + place.right) / 2 - box.left - tip.offsetWidth / 2;
            tip.style.left = `${Math.max(0, Math.min(box.width - tip.offsetWidth, middle))}px`;
        },
        hide() {
            tip.hidden = true;
        },
    };
}

function layerChart({ caption, layers }) {
    const box = element("div", { class: "scroll" });
    const tip = element("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    const chart = element("div", { class: "chart" }, box, tip);
    const { show, hide } = tipOver(chart, tip);
    const barOf = event => event.target.closest?.(".layer");
    const point = event => barOf(event) ? show(barOf(event), layers[barOf(event).dataset.index]) : hide();

    box.addEventListener("pointerover", point);
    box.addEventListener("pointerdown", point);
    box.addEventListener("focusin", point);
    box.addEventListener("pointerleave", hide);
    box.addEventListener("focusout", hide);
    box.addEventListener("keydown", event => {
        const bars = [...box.querySelectorAll(".layer")], at = bars.indexOf(barOf(event));
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: bars.length - 1, Escape: at }[event.key];
        if (at < 0 || to === undefined || !bars[to])
            return;
        event.preventDefault();
        if (to === at)
            return hide();
        bars[at].setAttribute("tabindex", -1);
        bars[to].setAttribute("tabindex", 0);
        bars[to].focus();
    });

    let drawn = 0;
    new ResizeObserver(() => {
        if (box.clientWidth === drawn || box.clientWidth === 0)
            return;
        drawn = box.clientWidth;
        hide();
        box.replaceChildren(drawChart(layers, drawn));
    }).observe(box);
    const legend = element("p", { class: "legend" },
        element("span", { class: "key sparse" }, "sparse"), element("span", { class: "key dense" }, "dense"),
        "Above: time. Below: multiply-adds. Left to right as they ran, side by side by size.");
    return element("div", {}, caption === "" ? null : element("p", { class: "quiet" }, caption), legend, chart);
}
