#include "model/operators.h"

#include <cmath>
#include <cstring>

namespace sige::bench {

namespace {

struct Binder {
    Memory& memory;
    Random& random;
    sige_precision precision;
};

using Bind = void (*)(Binder&, const Words&, const sige_tensor&, Operator&);

/** A pair of numbers such as 3x3. */
std::pair<int32_t, int32_t> pair_of(const Words& words, const std::string& key) {
    const std::vector<int64_t> parts = words.integers(words.text(key), 'x');
    if (parts.size() != 2) words.refuse("'" + key + "' has not two numbers");
    return {static_cast<int32_t>(parts[0]), static_cast<int32_t>(parts[1])};
}

sige_modulation modulation_of(const Words& words) {
    const std::string name = words.text("modulation", "none");
    if (name == "joint") return SIGE_MODULATION_JOINT;
    if (name == "split") return SIGE_MODULATION_SPLIT;
    if (name != "none") words.refuse("the modulation '" + name + "' is not known");
    return SIGE_MODULATION_NONE;
}

sige_convolution_desc shape_of(const Words& words) {
    auto desc = sized<sige_convolution_desc>();
    desc.in_channels = static_cast<int32_t>(words.integer("ic"));
    desc.out_channels = static_cast<int32_t>(words.integer("oc"));
    desc.groups = static_cast<int32_t>(words.integer("groups", 1));
    std::tie(desc.kernel_h, desc.kernel_w) = pair_of(words, "kernel");
    std::tie(desc.stride_h, desc.stride_w) = pair_of(words, "stride");
    const std::vector<int64_t> pad = words.integers(words.text("pad"));
    if (pad.size() != 4 || desc.groups < 1)
        words.refuse("'pad' has not four numbers, or 'groups' is below 1");
    desc.pad_top = static_cast<int32_t>(pad[0]);
    desc.pad_left = static_cast<int32_t>(pad[1]);
    desc.pad_bottom = static_cast<int32_t>(pad[2]);
    desc.pad_right = static_cast<int32_t>(pad[3]);
    desc.modulation = modulation_of(words);
    return desc;
}

/** Weights that neither grow nor shrink what passes them: of variance 1 over the terms of a sum. */
std::unique_ptr<ConvolutionCall> pack(Binder& binder, const Words& words) {
    sige_convolution_desc desc = shape_of(words);
    const int64_t terms = int64_t{desc.in_channels} / desc.groups * desc.kernel_h * desc.kernel_w;
    std::vector<float> weights(terms * desc.out_channels), bias(words.flag("bias") ? desc.out_channels : 0);
    for (float& weight : weights)
        weight = binder.random.symmetric(std::sqrt(3.0f / static_cast<float>(terms)));
    for (float& value : bias) value = binder.random.symmetric(0.1f);
    desc.weights_dtype = SIGE_DTYPE_F32;
    desc.weights = weights.data();
    desc.bias = bias.empty() ? nullptr : bias.data();
    desc.packed_dtype = binder.precision == SIGE_PRECISION_F16 ? SIGE_DTYPE_F16 : SIGE_DTYPE_F32;
    sige_convolution* convolution = nullptr;
    check(sige_convolution_create(binder.memory.engine().device.get(), &desc, &convolution));
    return std::make_unique<ConvolutionCall>(
        ConvolutionCall{Convolution(convolution), {}, weights.size() * sizeof(float)});
}

void bind_convolution(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    const Memory& memory = binder.memory;
    bound.convolution = pack(binder, words);
    sige_convolution_args& args = bound.convolution->args;
    args.struct_size = sizeof args;
    args.src = memory.view(words, "src");
    args.src2 = memory.view(words, "src2");
    args.src_scale_log2 = operand_of(memory.shapes(), words, "src").scale_log2;
    args.src2_scale_log2 = operand_of(memory.shapes(), words, "src2").scale_log2;
    args.prologue = memory.affine(words, "prologue", "prologue_act");
    args.residual = memory.view(words, "residual");
    args.residual_scale_log2 = operand_of(memory.shapes(), words, "residual").scale_log2;
    args.modulated = memory.view(words, "modulated");
    args.modulated_scale_log2 = operand_of(memory.shapes(), words, "modulated").scale_log2;
    args.modulated_affine = memory.affine(words, "modulated_affine", "");
    args.activation = activation_of(words, "act", args.slope);
    args.dst = dst;
    args.image_bias = memory.view(words, "image_bias");
    args.precision = words.flag("exact") ? SIGE_PRECISION_F32 : binder.precision;
    bound.run = [queue = memory.queue(), &call = *bound.convolution](sige_active_set* active) {
        sige_convolution_args run = call.args;
        run.active = active;
        check(sige_convolution_run(queue, call.convolution.get(), &run));
    };
}

void bind_statistics(Binder& binder, const Words& words, const sige_tensor&, Operator& bound) {
    Memory& memory = binder.memory;
    const auto result = static_cast<int32_t>(words.integer("result"));
    if (result < 0 || result >= static_cast<int32_t>(memory.shapes().affines.size()))
        words.refuse("there is no affine of the result");
    const int32_t channels = memory.shapes().affines[result].c;
    auto args = sized<sige_norm_args>();
    args.src = memory.view(words, "src");
    args.src2 = memory.view(words, "src2");
    args.groups = static_cast<int32_t>(words.integer("groups"));
    args.kind = args.groups == channels ? SIGE_NORM_INSTANCE : SIGE_NORM_GROUP;
    args.eps = static_cast<float>(words.number("eps"));
    args.weight = words.flag("weight") ? memory.constant(channels, 1, 0.2f) : nullptr;
    args.bias = words.flag("bias") ? memory.constant(channels, 0, 0.2f) : nullptr;
    args.sums = memory.affine_memory(result).sums.get();
    args.scale = memory.affine_memory(result).scale.get();
    args.shift = memory.affine_memory(result).shift.get();
    args.image_scale = memory.view(words, "image_scale");
    args.image_shift = memory.view(words, "image_shift");
    bound.statistics =
        StatisticsCall{args, &memory.affine_memory(result), operand_of(memory.shapes(), words, "src").tensor,
                       operand_of(memory.shapes(), words, "src2").tensor};
    bound.run = [queue = memory.queue(), args](sige_active_set*) {
        check(sige_norm_statistics(queue, &args));
    };
}

void bind_attention(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    auto args = sized<sige_attention_args>();
    args.heads = static_cast<int32_t>(words.integer("heads"));
    args.scale = static_cast<float>(words.number("scale"));
    args.query = binder.memory.view(words, "query");
    args.key = binder.memory.view(words, "key");
    args.value = binder.memory.view(words, "value");
    args.dst = dst;
    args.precision = binder.precision;
    args.causal = words.flag("causal") ? 1 : 0;
    bound.run = [queue = binder.memory.queue(), args](sige_active_set* active) {
        sige_attention_args run = args;
        run.active = active;
        check(sige_attention(queue, &run));
    };
}

void bind_time_embedding(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    const sige_embedding_order order =
        words.flag("cosines_first") ? SIGE_EMBEDDING_COS_SIN : SIGE_EMBEDDING_SIN_COS;
    bound.run = [queue = binder.memory.queue(), src = binder.memory.view(words, "src"), order,
                 shift = static_cast<float>(words.number("shift")),
                 dst](sige_active_set*) { check(sige_time_embedding(queue, &src, order, shift, &dst)); };
}

void bind_layer_norm(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    sige_buffer* weight = words.flag("weight") ? binder.memory.constant(dst.c, 1, 0.2f) : nullptr;
    sige_buffer* bias = words.flag("bias") ? binder.memory.constant(dst.c, 0, 0.2f) : nullptr;
    bound.run = [queue = binder.memory.queue(), src = binder.memory.view(words, "src"),
                 eps = static_cast<float>(words.number("eps")), weight, bias, dst](sige_active_set* active) {
        check(sige_layer_norm(queue, &src, eps, weight, bias, active, &dst));
    };
}

void bind_gate(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    float slope = 0;
    const sige_activation activation = activation_of(words, "act", slope);
    bound.run = [queue = binder.memory.queue(), src = binder.memory.view(words, "src"),
                 gate = binder.memory.view(words, "gate"), activation, slope, dst](sige_active_set* active) {
        check(sige_gate(queue, &src, &gate, activation, slope, active, &dst));
    };
}

void bind_modulate(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    bound.run = [queue = binder.memory.queue(), src = binder.memory.view(words, "src"),
                 gamma = binder.memory.view(words, "gamma"), beta = binder.memory.view(words, "beta"),
                 affine = binder.memory.affine(words, "", "act"), dst](sige_active_set* active) {
        check(
            sige_spade_modulate(queue, &src, &affine, gamma.buffer ? &gamma : nullptr, &beta, active, &dst));
    };
}

void bind_activate(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    bound.run = [queue = binder.memory.queue(), src = binder.memory.view(words, "src"),
                 affine = binder.memory.affine(words, "affine", "act"),
                 dst](sige_active_set* active) { check(sige_activate(queue, &src, &affine, active, &dst)); };
}

void bind_add(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    bound.run = [queue = binder.memory.queue(), a = binder.memory.view(words, "src"),
                 b = binder.memory.view(words, "src2"),
                 dst](sige_active_set* active) { check(sige_add(queue, &a, &b, active, &dst)); };
}

void bind_pool(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    bound.run = [queue = binder.memory.queue(), src = binder.memory.view(words, "src"),
                 prologue = binder.memory.affine(words, "prologue", "prologue_act"),
                 dst](sige_active_set* active) {
        check(sige_average_pool(queue, &src, &prologue, active, &dst));
    };
}

void bind_resize(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    bound.run = [queue = binder.memory.queue(), src = binder.memory.view(words, "src"),
                 dst](sige_active_set* active) { check(sige_resize_nearest(queue, &src, active, &dst)); };
}

void bind_one_hot(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    bound.run = [queue = binder.memory.queue(), src = binder.memory.view(words, "src"),
                 dst](sige_active_set* active) { check(sige_one_hot(queue, &src, active, &dst)); };
}

void bind_concat(Binder& binder, const Words& words, const sige_tensor& dst, Operator& bound) {
    std::vector<std::pair<sige_tensor, sige_tensor>> copies;
    uint64_t offset = dst.offset;
    for (const std::string& part : words.all("part")) {
        const sige_tensor src = binder.memory.view(operand_from(binder.memory.shapes(), words, part));
        sige_tensor slice = dst;
        slice.pixel_stride = dst.c;
        slice.offset = offset;
        slice.c = src.c;
        offset += src.c * element_bytes(dst.dtype);
        copies.emplace_back(src, slice);
    }
    bound.run = [queue = binder.memory.queue(), copies](sige_active_set* active) {
        for (const auto& [src, slice] : copies)
            check(sige_copy_pixels(queue, &src, active, &slice, nullptr, 0));
    };
}

constexpr struct {
    const char* kind;
    Bind bind;
} kKinds[] = {{"conv1x1", bind_convolution},
              {"conv3x3", bind_convolution},
              {"spade", bind_convolution},
              {"depthwise", bind_convolution},
              {"labels", bind_convolution},
              {"statistics", bind_statistics},
              {"attention", bind_attention},
              {"time_embedding", bind_time_embedding},
              {"layer_norm", bind_layer_norm},
              {"gate", bind_gate},
              {"modulate", bind_modulate},
              {"add_vector", bind_modulate},
              {"activate", bind_activate},
              {"add", bind_add},
              {"pool", bind_pool},
              {"resize", bind_resize},
              {"one_hot", bind_one_hot},
              {"concat", bind_concat}};

Operator bind(Binder& binder, const StepShape& step) {
    Operator bound{&step, nullptr, nullptr, std::nullopt};
    const sige_tensor dst = step.dst < 0 ? sige_tensor{} : binder.memory.view(step.dst);
    for (const auto& known : kKinds) {
        if (step.kind != known.kind) continue;
        if (step.dst < 0 && known.bind != bind_statistics) step.words.refuse("the step writes nothing");
        known.bind(binder, step.words, dst, bound);
        return bound;
    }
    step.words.refuse("steps of kind '" + step.kind + "' are not known");
}

}  // namespace

std::vector<Operator> bind_operators(Memory& memory, Random& random, sige_precision precision) {
    Binder binder{memory, random, precision};
    std::vector<Operator> operators;
    for (const StepShape& step : memory.shapes().steps) operators.push_back(bind(binder, step));
    return operators;
}

}  // namespace sige::bench
