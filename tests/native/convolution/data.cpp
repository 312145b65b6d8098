#include "convolution/case.h"

namespace sige::test {
namespace {

// The shape that a source has in memory, seen as [n, h, w] through a resampling by 2^scale.
Shape held(int n, int h, int w, int c, int scale) {
    const int factor = 1 << std::abs(scale);
    return scale >= 0 ? Shape{n, h / factor, w / factor, c} : Shape{n, h * factor, w * factor, c};
}

int held_position(int position, int scale) {
    return scale >= 0 ? position >> scale : position * (1 << -scale);
}

Convolution make_convolution(const ConvolutionCase& c, std::vector<double>& weights,
                             const std::vector<float>& bias) {
    Random random(11);
    const size_t count = static_cast<size_t>(c.oc * c.filter_channels() * c.kernel * c.kernel);
    std::vector<float> singles(count);
    random.fill(singles);
    const TypedWeights given(c.weights, singles);
    const sige_dtype kept = c.depthwise ? static_cast<sige_dtype>(SIGE_DTYPE_F32) : c.packed;
    for (float value : given.values()) weights.push_back(static_cast<double>(rounded_to(kept, value)));
    sige_convolution_desc d{};
    d.struct_size = sizeof d;
    d.in_channels = c.modulation == SIGE_MODULATION_SPLIT ? c.ic : c.ic + c.ic2;
    d.out_channels = c.oc;
    d.groups = c.depthwise ? c.ic : 1;
    d.kernel_h = d.kernel_w = c.kernel;
    d.stride_h = d.stride_w = c.stride;
    d.pad_top = c.pad[0];
    d.pad_left = c.pad[1];
    d.pad_bottom = c.pad[2];
    d.pad_right = c.pad[3];
    d.modulation = c.modulation;
    d.weights_dtype = c.weights;
    d.packed_dtype = c.packed;
    d.weights = given.data();
    d.bias = c.bias ? bias.data() : nullptr;
    sige_convolution* created = nullptr;
    REQUIRE_OK(sige_convolution_create(device(), &d, &created));
    return Convolution(created);
}

std::vector<float> random_bias(int count) {
    std::vector<float> bias(static_cast<size_t>(count));
    Random(12).fill(bias);
    return bias;
}

LabelMap random_labels(const ConvolutionCase& c) {
    LabelMap labels(held(c.n, c.h, c.w, 1, c.scale));
    Random random(13);
    // A few ids belong to no class.
    for (uint8_t& id : labels.memory.values)
        id = static_cast<uint8_t>(random.below(16) == 0 ? 255 : random.below(c.ic + 1));
    return labels;
}

// A channel behind the one-hot is an edge map: mostly zero.
Tensor second_source(const ConvolutionCase& c) {
    Tensor tensor = random_tensor(held(c.n, c.h, c.w, std::max(c.ic2, 1), c.scale2), 15, c.slice2);
    Random random(16);
    if (c.labels)
        tensor.for_each([&](int n, int y, int x, int channel) {
            if (random.below(3) != 0) tensor.at(n, y, x, channel) = 0;
        });
    return tensor;
}

std::vector<std::unique_ptr<Active>> make_actives(const ConvolutionCase& c) {
    std::vector<std::unique_ptr<Active>> actives;
    if (c.masked)
        actives.push_back(std::make_unique<Active>(make_mask(c.mask, c.out_h(), c.out_w()), c.out_h(),
                                                   c.out_w(), c.policy));
    return actives;
}

}  // namespace

std::string ConvolutionCase::text() const {
    std::string text = format("[%d, %d, %d, %d+%d] to %d, %dx%d stride %d pad %d %d %d %d", n, h, w, ic, ic2,
                              oc, kernel, kernel, stride, pad[0], pad[1], pad[2], pad[3]);
    if (depthwise) text += " depthwise";
    if (labels) text += " labels";
    if (weights != SIGE_DTYPE_F32 || packed != SIGE_DTYPE_F32)
        text += format(" weights of type %d kept as %d", static_cast<int>(weights), static_cast<int>(packed));
    if (scale != 0 || scale2 != 0) text += format(" resampled %d %d", scale, scale2);
    if (prologue)
        text += format(" prologue %d%s", static_cast<int>(prologue_activation),
                       prologue_per_image ? " per image" : "");
    if (image_bias) text += " image bias";
    if (residual) text += format(" residual %d", residual_scale);
    if (modulation != SIGE_MODULATION_NONE)
        text += format(" modulation %d of %d", static_cast<int>(modulation), modulated_scale);
    if (activation != SIGE_ACTIVATION_NONE) text += format(" activation %d", static_cast<int>(activation));
    if (masked) text += format(" mask %s policy %d", name_of(mask), static_cast<int>(policy));
    return text;
}

ConvolutionData::ConvolutionData(const ConvolutionCase& given)
    : c(given),
      bias(random_bias(c.oc)),
      src(random_tensor(held(c.n, c.h, c.w, c.ic, c.scale), 14, c.slice)),
      src2(second_source(c)),
      residual(random_tensor(held(c.n, c.out_h(), c.out_w(), c.dst_channels(), c.residual_scale), 17)),
      modulated(
          random_tensor(held(c.n, c.out_h(), c.out_w(), c.dst_channels(), c.modulated_scale), 18, {3, 0})),
      image_bias(random_tensor({c.n, 1, 1, c.dst_channels()}, 21, {1, 2})),
      labels(random_labels(c)),
      prologue(c.n * (c.ic + c.ic2), 19),
      normalisation(c.n * c.dst_channels(), 20),
      active(make_actives(c)),
      dst({c.n, c.out_h(), c.out_w(), c.dst_channels()}, c.dst_slice),
      convolution(make_convolution(c, weights, bias)) {}

sige_convolution_args ConvolutionData::args(const std::string& form) const {
    sige_convolution_args a{};
    a.struct_size = sizeof a;
    a.form = form_id(convolution.get(), form);
    a.src = c.labels ? labels.view() : src.view();
    if (c.ic2 > 0) a.src2 = src2.view();
    a.src_scale_log2 = c.scale;
    a.src2_scale_log2 = c.scale2;
    if (c.prologue) a.prologue = prologue.view(c.prologue_activation, c.prologue_per_image);
    if (c.residual) a.residual = residual.view();
    a.residual_scale_log2 = c.residual_scale;
    if (c.image_bias) a.image_bias = image_bias.view();
    if (c.modulation != SIGE_MODULATION_NONE) {
        a.modulated = modulated.view();
        a.modulated_scale_log2 = c.modulated_scale;
        a.modulated_affine = normalisation.view(SIGE_ACTIVATION_NONE, true);
    }
    a.activation = c.activation;
    a.slope = 0.2f;
    a.active = active.empty() ? nullptr : active.front()->set.get();
    a.dst = dst.view();
    a.precision = c.precision;
    return a;
}

double ConvolutionData::source(int n, int y, int x, int channel) const {
    if (y < 0 || y >= c.h || x < 0 || x >= c.w) return 0;
    const bool first = channel < c.ic;
    const int scale = first ? c.scale : c.scale2;
    const int held_y = held_position(y, scale), held_x = held_position(x, scale);
    if (first && c.labels) return labels.at(n, held_y, held_x, 0) == channel;
    const double value = static_cast<double>(first ? src.at(n, held_y, held_x, channel)
                                                   : src2.at(n, held_y, held_x, channel - c.ic));
    if (!c.prologue) return value;
    const int64_t offset = c.prologue_per_image ? n * (c.ic + c.ic2) : 0;
    return exact_activation(c.prologue_activation, static_cast<double>(0.2f),
                            prologue.apply(value, offset + channel));
}

double ConvolutionData::residual_at(int n, int y, int x, int channel) const {
    if (!c.residual) return 0;
    return static_cast<double>(
        residual.at(n, held_position(y, c.residual_scale), held_position(x, c.residual_scale), channel));
}

double ConvolutionData::modulated_at(int n, int y, int x, int channel) const {
    const double value = static_cast<double>(
        modulated.at(n, held_position(y, c.modulated_scale), held_position(x, c.modulated_scale), channel));
    return normalisation.apply(value, n * c.dst_channels() + channel);
}

}  // namespace sige::test
