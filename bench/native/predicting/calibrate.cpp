#include "predicting/calibrate.h"

#include <vector>

#include "measuring/timing.h"
#include "model/random.h"

namespace sige::bench {

namespace {

/** A tensor with memory of its own. */
struct Plane {
    Buffer buffer;
    sige_tensor tensor;
};

Plane make_plane(const Engine& engine, int32_t side, int32_t channels) {
    Plane plane{make_buffer(engine.device.get(), sizeof(float) * side * side * channels), {}};
    plane.tensor.buffer = plane.buffer.get();
    plane.tensor.n = 1;
    plane.tensor.h = plane.tensor.w = side;
    plane.tensor.c = channels;
    return plane;
}

/** The middle of bursts, which are short so that some are not interrupted. */
double measure_flops(const Engine& engine) {
    constexpr int kBursts = 21, kMilliseconds = 10;
    std::vector<double> bursts(kBursts);
    for (double& flops : bursts) check(sige_queue_measure_peak(engine.queue.get(), kMilliseconds, &flops));
    return median(bursts);
}

double measure_bandwidth(const Engine& engine) {
    constexpr int32_t kSide = 512, kChannels = 128;
    const Plane src = make_plane(engine, kSide, kChannels), dst = make_plane(engine, kSide, kChannels);
    sige_affine relu{};
    relu.activation = SIGE_ACTIVATION_RELU;
    const double seconds = time_hot(
        5, [&] { check(sige_activate(engine.queue.get(), &src.tensor, &relu, nullptr, &dst.tensor)); });
    return 2.0 * sizeof(float) * kSide * kSide * kChannels / seconds;
}

/** A layer of the middle of a U-Net: 3x3, as many channels out as in, its source activated as it is read. */
constexpr int32_t kLayerSide = 64, kLayerChannels = 192;

/** @param groups 1, or the channels for a depthwise layer. */
Convolution make_layer(const Engine& engine, int32_t groups) {
    Random random(1);
    std::vector<float> weights(9 * kLayerChannels * kLayerChannels / groups);
    for (float& weight : weights) weight = random.symmetric(0.04f);
    auto desc = sized<sige_convolution_desc>();
    desc.in_channels = desc.out_channels = kLayerChannels;
    desc.groups = groups;
    desc.kernel_h = desc.kernel_w = 3;
    desc.pad_top = desc.pad_left = desc.pad_bottom = desc.pad_right = 1;
    desc.weights = weights.data();
    sige_convolution* layer = nullptr;
    check(sige_convolution_create(engine.device.get(), &desc, &layer));
    return Convolution(layer);
}

/** Times a layer in each form that computes it. */
void measure_forms(const Engine& engine, int32_t groups, std::map<int32_t, double>& seconds_per_cost) {
    const Convolution layer = make_layer(engine, groups);
    const Plane src = make_plane(engine, kLayerSide, kLayerChannels),
                dst = make_plane(engine, kLayerSide, kLayerChannels);
    auto args = sized<sige_convolution_args>();
    args.src = src.tensor;
    args.dst = dst.tensor;
    args.prologue.activation = SIGE_ACTIVATION_SILU;
    uint64_t count = 0;
    check(sige_convolution_query_forms(layer.get(), nullptr, 0, &count));
    std::vector<sige_form_candidate> candidates(count, sized<sige_form_candidate>());
    auto costs = sized<sige_convolution_costs>();
    check(sige_convolution_query_costs(engine.queue.get(), layer.get(), &args, 0, &costs, candidates.data(),
                                       count));
    for (const sige_form_candidate& candidate : candidates) {
        if (candidate.refusal) continue;
        args.form = candidate.form;
        const double seconds =
            time_hot(5, [&] { check(sige_convolution_run(engine.queue.get(), layer.get(), &args)); });
        seconds_per_cost.emplace(candidate.form, seconds / candidate.cost);
    }
}

}  // namespace

double Roofs::cost_seconds(int32_t form) const {
    const auto found = seconds_per_cost.find(form);
    return found == seconds_per_cost.end() ? seconds_per_cost.begin()->second : found->second;
}

Roofs calibrate(const Engine& engine) {
    Roofs roofs{measure_flops(engine), measure_bandwidth(engine), {}};
    for (const int32_t groups : {1, kLayerChannels}) measure_forms(engine, groups, roofs.seconds_per_cost);
    return roofs;
}

}  // namespace sige::bench
