#include "model/memory.h"

#include <cstdlib>

namespace sige::bench {

namespace {

constexpr struct {
    const char* name;
    sige_activation activation;
} kActivations[] = {{"Relu", SIGE_ACTIVATION_RELU}, {"LeakyRelu", SIGE_ACTIVATION_LEAKY_RELU},
                    {"Silu", SIGE_ACTIVATION_SILU}, {"Tanh", SIGE_ACTIVATION_TANH},
                    {"Gelu", SIGE_ACTIVATION_GELU}, {"QuickGelu", SIGE_ACTIVATION_QUICK_GELU}};

}  // namespace

sige_activation activation_of(const Words& words, const std::string& key, float& slope) {
    slope = 0;
    if (!words.has(key)) return SIGE_ACTIVATION_NONE;
    const std::string& text = words.text(key);
    const size_t comma = text.find(',');
    if (comma != std::string::npos)
        slope = static_cast<float>(Words("slope value=" + text.substr(comma + 1)).number("value"));
    for (const auto& known : kActivations) {
        if (text.substr(0, comma) == known.name) return known.activation;
    }
    words.refuse("the activation '" + text + "' is not known");
}

Memory::Memory(const Engine& engine, const Shapes& shapes, Random& random)
    : engine_(engine),
      shapes_(shapes),
      random_(random),
      arena_(make_buffer(engine.device.get(), shapes.arena_bytes)) {
    for (const TensorShape& tensor : shapes.tensors)
        tensors_.push_back(tensor.arena < 0 ? make_buffer(engine.device.get(), tensor.bytes()) : nullptr);
    for (const AffineShape& affine : shapes.affines) {
        const int64_t count = int64_t{affine.n} * affine.c;
        const uint64_t bytes = count * sizeof(float);
        AffineMemory memory{nullptr, make_buffer(engine.device.get(), bytes),
                            make_buffer(engine.device.get(), bytes), 4 * bytes, bytes};
        if (affine.is_constant) {
            check(sige_buffer_copy(queue(), constant(count, 1, 0.2f), 0, memory.scale.get(), 0, bytes));
            check(sige_buffer_copy(queue(), constant(count, 0, 0.2f), 0, memory.shift.get(), 0, bytes));
        } else {
            memory.sums = make_buffer(engine.device.get(), memory.sum_bytes);
        }
        affines_.push_back(std::move(memory));
    }
}

sige_tensor Memory::view(int32_t tensor) const {
    const TensorShape& shape = shapes_.tensors[tensor];
    sige_tensor view{};
    view.buffer = shape.arena < 0 ? tensors_[tensor].get() : arena_.get();
    view.offset = shape.arena < 0 ? 0 : shape.arena;
    view.dtype = shape.dtype;
    view.n = shape.n;
    view.h = shape.h;
    view.w = shape.w;
    view.c = shape.c;
    return view;
}

sige_tensor Memory::view(const Operand& operand) const {
    if (operand.tensor < 0) return {};
    sige_tensor seen = view(operand.tensor);
    if (operand.channels == seen.c) return seen;
    seen.pixel_stride = seen.c;
    seen.offset += operand.first * element_bytes(seen.dtype);
    seen.c = operand.channels;
    return seen;
}

sige_affine Memory::affine(const Words& words, const std::string& key,
                           const std::string& activation_key) const {
    sige_affine affine{};
    affine.activation = activation_of(words, activation_key, affine.slope);
    if (!words.has(key)) return affine;
    const int64_t index = words.integer(key);
    if (index < 0 || index >= static_cast<int64_t>(affines_.size()))
        words.refuse("there is no affine " + std::to_string(index));
    affine.scale = affines_[index].scale.get();
    affine.shift = affines_[index].shift.get();
    affine.per_image = shapes_.affines[index].is_constant ? 0 : 1;
    return affine;
}

sige_buffer* Memory::constant(int64_t count, float mean, float spread) {
    std::vector<float> values(count);
    for (float& value : values) value = mean + random_.symmetric(spread);
    Buffer buffer = make_buffer(engine_.device.get(), count * sizeof(float));
    check(sige_buffer_write(queue(), buffer.get(), 0, values.data(), count * sizeof(float)));
    constants_.push_back(std::move(buffer));
    return constants_.back().get();
}

}  // namespace sige::bench
