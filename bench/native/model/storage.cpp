#include "model/storage.h"

namespace sige::bench {

namespace {

constexpr const char* kTensorKeys[] = {"src", "src2",  "residual", "modulated", "query",
                                       "key", "value", "gate",     "gamma",     "beta"};
/** Vectors of an image, which operators take as float32 alone. */
constexpr const char* kVectorKeys[] = {"image_bias", "image_scale", "image_shift"};

/** Calls body(tensor) for each tensor that a step reads pixels of. */
template <class Body>
void for_sources(const Shapes& shapes, const StepShape& step, const Body& body) {
    for (const char* key : kTensorKeys) {
        const Operand operand = operand_of(shapes, step.words, key);
        if (operand.tensor >= 0) body(operand.tensor);
    }
    for (const std::string& part : step.words.all("part"))
        body(operand_from(shapes, step.words, part).tensor);
}

std::vector<bool> made_of_the_picture(const Shapes& shapes) {
    std::vector<bool> depends(shapes.tensors.size()), made(shapes.tensors.size());
    for (size_t i = 0; i < depends.size(); ++i)
        depends[i] = shapes.tensors[i].input == TensorShape::Input::kPicture;
    for (const StepShape& step : shapes.steps) {
        if (step.dst < 0) continue;
        for_sources(shapes, step, [&](int32_t source) {
            if (depends[source]) depends[step.dst] = made[step.dst] = true;
        });
    }
    return made;
}

/** Resizing copies elements: where it reads another type than it would write, both stay as they are. */
bool leave_out_of_resizing(const Shapes& shapes, std::vector<bool>& chosen) {
    bool has_left_out = false;
    for (const StepShape& step : shapes.steps) {
        if (step.kind != "resize") continue;
        const int32_t src = operand_of(shapes, step.words, "src").tensor;
        if (chosen[src] == chosen[step.dst]) continue;
        chosen[src] = chosen[step.dst] = false;
        has_left_out = true;
    }
    return has_left_out;
}

}  // namespace

void store_in_float16(Shapes& shapes) {
    std::vector<bool> chosen = made_of_the_picture(shapes);
    chosen[shapes.output] = false;
    for (const StepShape& step : shapes.steps)
        for (const char* key : kVectorKeys) {
            const Operand operand = operand_of(shapes, step.words, key);
            if (operand.tensor >= 0) chosen[operand.tensor] = false;
        }
    while (leave_out_of_resizing(shapes, chosen)) {
        // What is left out may be what another one reads or writes.
    }
    for (size_t i = 0; i < chosen.size(); ++i) {
        TensorShape& tensor = shapes.tensors[i];
        if (!chosen[i] || tensor.dtype != SIGE_DTYPE_F32) continue;
        tensor.dtype = tensor.cached_dtype = SIGE_DTYPE_F16;
    }
}

}  // namespace sige::bench
