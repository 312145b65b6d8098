#include "model/shapes.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace sige::bench {

namespace {

int32_t extent(const Words& words, const std::string& key) {
    const int64_t value = words.integer(key);
    if (value < 1 || value > SIGE_MAX_DIMENSION)
        words.refuse("'" + key + "' is not from 1 to " + std::to_string(SIGE_MAX_DIMENSION));
    return static_cast<int32_t>(value);
}

/** An index into a table that is read already. */
int32_t index_of(const Words& words, int64_t value, size_t count, const std::string& what) {
    if (value < 0 || value >= static_cast<int64_t>(count))
        words.refuse("there is no " + what + " " + std::to_string(value));
    return static_cast<int32_t>(value);
}

/** Lines of a table are numbered from 0 without a gap. */
void check_label(const Words& words, size_t expected) {
    if (words.label() != std::to_string(expected))
        words.refuse("the number is not " + std::to_string(expected));
}

void read_model(const Words& words, Shapes& shapes) {
    shapes.model = words.label();
    shapes.h = extent(words, "h");
    shapes.w = extent(words, "w");
    shapes.is_cached = words.flag("cached");
    shapes.arena_bytes = static_cast<uint64_t>(words.integer("arena"));
    shapes.break_even = words.number("break_even");
    shapes.kept_budget = words.number("kept_budget");
}

void read_masks(const Words& words, Shapes& shapes) {
    const std::string& policy = words.text("policy");
    if (policy != "tiles" && policy != "pixels") words.refuse("the policy is neither 'tiles' nor 'pixels'");
    shapes.masks = {policy == "tiles" ? SIGE_POLICY_TILES : SIGE_POLICY_PIXELS,
                    static_cast<int32_t>(words.integer("first")),
                    static_cast<int32_t>(words.integer("level")),
                    static_cast<float>(words.number("threshold"))};
}

void read_tensor(const Words& words, Shapes& shapes) {
    check_label(words, shapes.tensors.size());
    TensorShape tensor{extent(words, "n"),
                       extent(words, "h"),
                       extent(words, "w"),
                       extent(words, "c"),
                       SIGE_DTYPE_F32,
                       0,
                       TensorShape::Input::kNone,
                       words.integer("arena", -1),
                       words.has("cached"),
                       SIGE_DTYPE_F32};
    if (words.text("type", "f32") == "u8") {
        tensor.dtype = SIGE_DTYPE_U8;
        tensor.ids = extent(words, "ids");
    }
    if (words.has("input"))
        tensor.input =
            words.text("input") == "picture" ? TensorShape::Input::kPicture : TensorShape::Input::kCondition;
    if (tensor.is_cached && words.text("cached") == "f16") tensor.cached_dtype = SIGE_DTYPE_F16;
    if (tensor.arena >= 0 && tensor.arena + tensor.bytes() > shapes.arena_bytes)
        words.refuse("the tensor leaves the arena");
    shapes.tensors.push_back(tensor);
}

void read_affine(const Words& words, Shapes& shapes) {
    check_label(words, shapes.affines.size());
    shapes.affines.push_back({extent(words, "n"), extent(words, "c"), words.flag("constant")});
}

void read_set(const Words& words, Shapes& shapes) {
    check_label(words, shapes.sets.size());
    shapes.sets.push_back({extent(words, "h"), extent(words, "w"),
                           static_cast<int32_t>(words.integer("width", 0)),
                           static_cast<int32_t>(words.integer("reach", -1)), words.flag("ring")});
}

void read_edit(const Words& words, const Shapes& shapes, StepShape& step) {
    const std::string& edit = words.text("edit");
    step.edit = edit == "none"       ? EditMode::kNone
                : edit == "whole"    ? EditMode::kWhole
                : edit == "settings" ? EditMode::kSettings
                                     : EditMode::kSparse;
    if (step.edit == EditMode::kSparse)
        step.set = index_of(words, words.integer("edit"), shapes.sets.size(), "set");
    const std::string load = words.text("load", "none");
    step.load = load == "none"    ? StepShape::kLoadNone
                : load == "whole" ? StepShape::kLoadWhole
                                  : index_of(words, words.integer("load"), shapes.sets.size(), "set");
}

void read_step(const Words& words, Shapes& shapes) {
    StepShape step{words,
                   words.label(),
                   words.text("name"),
                   -1,
                   words.integer("macs", 0),
                   EditMode::kNone,
                   -1,
                   words.flag("keep"),
                   words.flag("update"),
                   words.flag("cached"),
                   StepShape::kLoadNone};
    if (words.has("dst")) step.dst = index_of(words, words.integer("dst"), shapes.tensors.size(), "tensor");
    if (step.dst < 0 && !words.has("src")) words.refuse("the step neither writes a tensor nor reads one");
    read_edit(words, shapes, step);
    if (step.dst < 0 && (step.keeps || step.load != StepShape::kLoadNone))
        words.refuse("the step keeps or loads pixels of no tensor");
    shapes.steps.push_back(std::move(step));
}

void read_output(const Words& words, Shapes& shapes) {
    const std::vector<int64_t> value = words.integers(words.label());
    shapes.output = index_of(words, value.empty() ? -1 : value.front(), shapes.tensors.size(), "tensor");
}

/** Inputs that edits change are the picture, or a whole part as large. */
void check_inputs(const Shapes& shapes) {
    for (const TensorShape& tensor : shapes.tensors) {
        if (tensor.input != TensorShape::Input::kPicture) continue;
        const int32_t scale = shapes.h / tensor.h;
        if (scale * tensor.h != shapes.h || scale * tensor.w != shapes.w)
            throw std::runtime_error("An input of the shape file is no whole part of its picture.");
    }
}

constexpr struct {
    const char* kind;
    void (*read)(const Words&, Shapes&);
} kLines[] = {{"model", read_model}, {"masks", read_masks}, {"tensor", read_tensor}, {"affine", read_affine},
              {"set", read_set},     {"step", read_step},   {"output", read_output}};

void read_line(const std::string& line, Shapes& shapes) {
    const Words words(line);
    for (const auto& known : kLines) {
        if (words.kind() == known.kind) return known.read(words, shapes);
    }
    words.refuse("the kind '" + words.kind() + "' is not known");
}

}  // namespace

const TensorShape& Shapes::place(const StepShape& step) const {
    return tensors[step.dst >= 0 ? step.dst : operand_of(*this, step.words, "src").tensor];
}

int64_t Shapes::macs() const {
    int64_t sum = 0;
    for (const StepShape& step : steps) sum += step.macs * place(step).pixels();
    return sum;
}

Operand operand_of(const Shapes& shapes, const Words& words, const std::string& key) {
    return words.has(key) ? operand_from(shapes, words, words.text(key)) : Operand{-1, 0, 0, 0};
}

Operand operand_from(const Shapes& shapes, const Words& words, const std::string& value) {
    const std::vector<int64_t> parts = words.integers(value);
    if (parts.size() != 1 && parts.size() != 4)
        words.refuse("the operand '" + value + "' has neither one number nor four");
    const int32_t tensor = index_of(words, parts[0], shapes.tensors.size(), "tensor");
    const int32_t channels = shapes.tensors[tensor].c;
    if (parts.size() == 1) return {tensor, 0, channels, 0};
    if (parts[1] < 0 || parts[2] < 1 || parts[1] + parts[2] > channels)
        words.refuse("the operand '" + value + "' has channels that its tensor lacks");
    return {tensor, static_cast<int32_t>(parts[1]), static_cast<int32_t>(parts[2]),
            static_cast<int32_t>(parts[3])};
}

Shapes read_shapes(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("The shape file '" + path + "' cannot be read.");
    std::stringstream text;
    text << file.rdbuf();
    return parse_shapes(text.str());
}

Shapes parse_shapes(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    if (!std::getline(lines, line) || line != "sige-shapes 1")
        throw std::runtime_error("A shape file begins with the line 'sige-shapes 1'.");
    Shapes shapes{};
    shapes.output = -1;
    while (std::getline(lines, line)) {
        if (!line.empty()) read_line(line, shapes);
    }
    check_inputs(shapes);
    if (shapes.steps.empty() || shapes.output < 0)
        throw std::runtime_error("A shape file has steps and an output; this one lacks them.");
    return shapes;
}

}  // namespace sige::bench
