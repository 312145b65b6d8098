#include "session/scene.h"

#include <cstring>

namespace sige::bench {

namespace {

/** The time of a step in the middle of a diffusion, which conditions of one value a picture hold. */
constexpr float kTime = 481;

/** Squares of 32 pixels that hold one label each. */
std::vector<uint8_t> labels_of(const TensorShape& shape) {
    std::vector<uint8_t> labels(shape.bytes());
    for (size_t i = 0; i < labels.size(); ++i) {
        const size_t pixel = i % shape.pixels();
        labels[i] =
            static_cast<uint8_t>((7 * (pixel / shape.w / 32) + 3 * (pixel % shape.w / 32)) % shape.ids);
    }
    return labels;
}

std::vector<float> values_of(const TensorShape& shape, Random& random) {
    std::vector<float> values(shape.elements());
    const bool is_time = shape.input == TensorShape::Input::kCondition && shape.pixels() == 1 && shape.c == 1;
    for (float& value : values) value = is_time ? kTime : random.symmetric(1);
    return values;
}

/** Whether the picture changes anywhere under a pixel of an input, which may be smaller than the picture. */
std::vector<uint8_t> reduce(const Shapes& shapes, const std::vector<uint8_t>& changed,
                            const TensorShape& input) {
    const int32_t scale = shapes.h / input.h;
    std::vector<uint8_t> mask(input.pixels());
    for (size_t i = 0; i < changed.size(); ++i)
        mask[i / shapes.w / scale * input.w + i % shapes.w / scale] |= changed[i];
    return mask;
}

}  // namespace

Scene::Scene(const Shapes& shapes, const std::vector<uint8_t>& changed, Random& random) {
    bool has_labels = false;
    for (const TensorShape& tensor : shapes.tensors)
        has_labels |= tensor.input == TensorShape::Input::kPicture && tensor.ids > 0;
    for (size_t index = 0; index < shapes.tensors.size(); ++index) {
        const TensorShape& tensor = shapes.tensors[index];
        if (tensor.input == TensorShape::Input::kNone) continue;
        Input input{static_cast<int32_t>(index), tensor.input == TensorShape::Input::kCondition, {}};
        const std::vector<uint8_t> labels = tensor.ids > 0 ? labels_of(tensor) : std::vector<uint8_t>();
        const std::vector<float> values = tensor.ids > 0 ? std::vector<float>() : values_of(tensor, random);
        for (int variant = 0; variant < kVariants; ++variant) {
            std::vector<uint8_t> edited = labels;
            std::vector<float> moved = values;
            if (!input.is_condition && (tensor.ids > 0 || !has_labels)) {
                const std::vector<uint8_t> mask = reduce(shapes, changed, tensor);
                for (size_t i = 0; i < edited.size(); ++i)
                    edited[i] =
                        static_cast<uint8_t>((edited[i] + variant * mask[i % mask.size()]) % tensor.ids);
                for (size_t i = 0; i < moved.size(); ++i)
                    moved[i] += 0.5f * static_cast<float>(variant * mask[i / tensor.c % mask.size()]);
            }
            input.bytes[variant].resize(tensor.bytes());
            std::memcpy(input.bytes[variant].data(),
                        tensor.ids > 0 ? static_cast<const void*>(edited.data()) : moved.data(),
                        tensor.bytes());
        }
        inputs_.push_back(std::move(input));
    }
}

std::vector<sige_upload> Scene::pieces(const Memory& memory, int variant, bool with_conditions) const {
    std::vector<sige_upload> pieces;
    for (const Input& input : inputs_) {
        if (!input.is_condition || with_conditions)
            pieces.push_back({input.bytes[variant].data(), memory.view(input.tensor).buffer, 0,
                              input.bytes[variant].size()});
    }
    return pieces;
}

bool Scene::differs(int variant, int other) const {
    uint8_t differences = 0;
    for (const Input& input : inputs_) {
        if (input.is_condition) continue;
        const uint8_t *one = input.bytes[variant].data(), *another = input.bytes[other].data();
        for (size_t i = 0, count = input.bytes[0].size(); i < count; ++i) differences |= one[i] ^ another[i];
    }
    return differences != 0;
}

}  // namespace sige::bench
