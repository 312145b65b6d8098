// The fused sparse convolution.
#include "abi/arguments.h"

using namespace sige;

namespace {

ConvolutionShape checked_shape_of(const sige_convolution_desc& d) {
    const auto channels = [](int32_t value, const char* name) {
        SIGE_REQUIRE(value >= 1 && value <= SIGE_MAX_DIMENSION, "%s is %d, expected 1 to %d", name, value,
                     static_cast<int>(SIGE_MAX_DIMENSION));
    };
    channels(d.in_channels, "in_channels");
    channels(d.out_channels, "out_channels");
    ConvolutionShape s;
    s.ic = d.in_channels;
    s.oc = d.out_channels;
    s.kh = d.kernel_h;
    s.kw = d.kernel_w;
    s.sh = d.stride_h == 0 ? 1 : d.stride_h;
    s.sw = d.stride_w == 0 ? 1 : d.stride_w;
    s.pt = d.pad_top;
    s.pl = d.pad_left;
    s.pb = d.pad_bottom;
    s.pr = d.pad_right;
    SIGE_REQUIRE(s.kh == s.kw && (s.kh == 1 || s.kh == 3), "kernel is %d x %d, expected 1 x 1 or 3 x 3", s.kh,
                 s.kw);
    SIGE_REQUIRE(s.sh == s.sw && (s.sh == 1 || s.sh == 2), "stride is %d x %d, expected 1 x 1 or 2 x 2", s.sh,
                 s.sw);
    const auto padding = [&](int32_t value, const char* name) {
        SIGE_REQUIRE(value >= 0 && value < s.kh, "%s is %d, expected 0 to %d", name, value, s.kh - 1);
    };
    padding(s.pt, "pad_top");
    padding(s.pl, "pad_left");
    padding(s.pb, "pad_bottom");
    padding(s.pr, "pad_right");
    SIGE_REQUIRE(d.groups == 0 || d.groups == 1 || (d.groups == s.ic && d.groups == s.oc),
                 "groups is %d, expected 1, or in_channels = out_channels (found %d and %d)", d.groups, s.ic,
                 s.oc);
    s.depthwise = d.groups > 1;
    SIGE_REQUIRE(d.modulation >= SIGE_MODULATION_NONE && d.modulation <= SIGE_MODULATION_SPLIT,
                 "unknown modulation %d", d.modulation);
    s.modulation = d.modulation;
    if (s.modulation != SIGE_MODULATION_NONE)
        SIGE_REQUIRE(s.oc % 2 == 0 && !s.depthwise,
                     "modulation wants an even count of dense filters, found %d", s.oc);
    return s;
}

void require_weights_dtype(sige_dtype dtype, const char* name) {
    SIGE_REQUIRE(dtype == SIGE_DTYPE_F32 || dtype == SIGE_DTYPE_F16 || dtype == SIGE_DTYPE_BF16,
                 "%s: dtype is %s, expected float32, float16 or bfloat16", name, dtype_name(dtype));
}

// What a call describes: with memory, or for questions about it shapes alone.
class Described final {
  public:
    Described(const Arguments& given, bool shapes_only) : given_(given), shapes_only_(shapes_only) {}

    const Arguments& given() const { return given_; }
    bool has(const sige_tensor& tensor) const {
        return shapes_only_ ? tensor.h != 0 : tensor.buffer != nullptr;
    }
    Tensor tensor(const sige_tensor& tensor, const char* name) const {
        return shapes_only_ ? checked_shape(&tensor, name) : given_.tensor(&tensor, name);
    }

  private:
    const Arguments& given_;
    const bool shapes_only_;
};

Source checked_source(const Described& described, const sige_tensor& tensor, int32_t scale_log2,
                      const char* name) {
    Source source;
    source.tensor = described.tensor(tensor, name);
    source.scale_log2 = scale_log2;
    SIGE_REQUIRE(scale_log2 > -20 && scale_log2 < 20, "%s: scale_log2 is %d, expected -19 to 19", name,
                 scale_log2);
    if (scale_log2 < 0) {
        const int32_t factor = 1 << -scale_log2;
        SIGE_REQUIRE(source.tensor.h % factor == 0 && source.tensor.w % factor == 0,
                     "%s: %d x %d cannot be downsampled by %d", name, source.tensor.h, source.tensor.w,
                     factor);
    } else {
        const int64_t limit = SIGE_MAX_DIMENSION;
        SIGE_REQUIRE((static_cast<int64_t>(source.tensor.h) << scale_log2) <= limit &&
                         (static_cast<int64_t>(source.tensor.w) << scale_log2) <= limit,
                     "%s: upsampled by %d it passes %d a side", name, 1 << scale_log2,
                     static_cast<int>(limit));
    }
    return source;
}

void require_size(const Source& source, const char* name, int32_t h, int32_t w) {
    SIGE_REQUIRE(source.h() == h && source.w() == w, "%s is %d x %d, expected %d x %d", name, source.h(),
                 source.w(), h, w);
}

// The channels that the sources bring, a label map standing for its one-hot.
void require_channels(const ConvolutionShape& s, const ConvolutionCall& call) {
    if (call.reads_labels()) {
        SIGE_REQUIRE(call.src.tensor.c == 1 && call.src2.tensor.c < s.ic,
                     "src is a label map with c = %d and src2 has %d channels, expected 1 and fewer than %d",
                     call.src.tensor.c, call.src2.tensor.c, s.ic);
        SIGE_REQUIRE(!s.depthwise && s.modulation == SIGE_MODULATION_NONE && call.prologue.is_identity(),
                     "a label map goes into a dense convolution without prologue and modulation");
    } else if (s.modulation == SIGE_MODULATION_SPLIT) {
        SIGE_REQUIRE(call.src.tensor.c == s.ic && call.src2.tensor.c == s.ic,
                     "src and src2 have %d and %d channels, expected %d each", call.src.tensor.c,
                     call.src2.tensor.c, s.ic);
    } else {
        SIGE_REQUIRE(call.src.tensor.c + call.src2.tensor.c == s.ic,
                     "sources have %d + %d channels, expected %d", call.src.tensor.c, call.src2.tensor.c,
                     s.ic);
    }
    if (s.depthwise) SIGE_REQUIRE(!call.src2, "src2: a depthwise convolution has one source");
}

void check_epilogue(const Described& described, const ConvolutionShape& s, const sige_convolution_args& a,
                    ConvolutionCall& call) {
    const Tensor& dst = call.dst;
    require_activation(a.activation, "activation");
    call.activation = a.activation;
    call.slope = a.slope;
    const auto operand = [&](const sige_tensor& tensor, int32_t scale, const char* name) {
        Source source = checked_source(described, tensor, scale, name);
        described.given().require_real(source.tensor.dtype, name);
        require_size(source, name, dst.h, dst.w);
        SIGE_REQUIRE(source.tensor.n == dst.n && source.tensor.c == dst.c,
                     "%s has n = %d, c = %d, expected %d, %d", name, source.tensor.n, source.tensor.c, dst.n,
                     dst.c);
        return source;
    };
    if (described.has(a.residual)) {
        SIGE_REQUIRE(s.modulation == SIGE_MODULATION_NONE, "residual: a modulation has none");
        call.residual = operand(a.residual, a.residual_scale_log2, "residual");
    }
    if (described.has(a.image_bias)) {
        if (s.modulation != SIGE_MODULATION_NONE)
            fail(SIGE_STATUS_UNSUPPORTED, "image_bias: a modulation has none");
        const Tensor vector = described.tensor(a.image_bias, "image_bias");
        call.image_bias = checked_vector_shape(vector, "image_bias", dst.n, dst.c);
    }
    if (s.modulation != SIGE_MODULATION_NONE) {
        call.modulated = operand(a.modulated, a.modulated_scale_log2, "modulated");
        call.modulated_affine =
            described.given().affine(&a.modulated_affine, "modulated_affine", dst.n, dst.c);
    }
}

ConvolutionCall checked_call(const Described& described, Convolution& convolution,
                             const sige_convolution_args* args) {
    const sige_convolution_args a = read_descriptor(args, "args");
    const ConvolutionShape& s = convolution.shape;
    ConvolutionCall call;
    call.convolution = &convolution;
    call.form = a.form;
    require_precision(a.precision);
    call.precision = a.precision;
    call.dst = described.tensor(a.dst, "dst");
    call.src = checked_source(described, a.src, a.src_scale_log2, "src");
    if (!call.reads_labels()) described.given().require_real(call.src.tensor.dtype, "src");
    described.given().require_real(call.dst.dtype, "dst");
    const int32_t h = call.src.h(), w = call.src.w();
    if (described.has(a.src2)) {
        call.src2 = checked_source(described, a.src2, a.src2_scale_log2, "src2");
        described.given().require_real(call.src2.tensor.dtype, "src2");
        require_size(call.src2, "src2", h, w);
        SIGE_REQUIRE(call.src2.tensor.n == call.src.tensor.n, "src2 has n = %d, expected %d",
                     call.src2.tensor.n, call.src.tensor.n);
    }
    const int32_t prologue_channels = call.src.tensor.c + call.src2.tensor.c;
    call.prologue = described.given().affine(&a.prologue, "prologue", call.dst.n, prologue_channels);
    require_channels(s, call);
    SIGE_REQUIRE(h + s.pt + s.pb >= s.kh && w + s.pl + s.pr >= s.kw,
                 "src is %d x %d, too small with its padding for a filter of %d x %d", h, w, s.kh, s.kw);
    const int32_t out_h = (h + s.pt + s.pb - s.kh) / s.sh + 1, out_w = (w + s.pl + s.pr - s.kw) / s.sw + 1;
    SIGE_REQUIRE(call.dst.n == call.src.tensor.n && call.dst.h == out_h && call.dst.w == out_w &&
                     call.dst.c == s.dst_channels(),
                 "dst is [%d, %d, %d, %d], expected [%d, %d, %d, %d]", call.dst.n, call.dst.h, call.dst.w,
                 call.dst.c, call.src.tensor.n, out_h, out_w, s.dst_channels());
    check_epilogue(described, s, a, call);
    call.active = described.given().active(a.active, call.dst);
    return call;
}

Convolution& checked_weights(const Arguments& given, sige_convolution* convolution) {
    Convolution& c = given.handle(convolution, "convolution");
    SIGE_REQUIRE(c.has_weights, "the convolution was made without weights: it answers queries only");
    return c;
}

}  // namespace

sige_status sige_convolution_create(sige_device* device, const sige_convolution_desc* desc,
                                    sige_convolution** convolution) {
    return guard([&] {
        Device& owner = checked_handle(device, "device");
        const sige_convolution_desc given = read_descriptor(desc, "desc");
        SIGE_REQUIRE(convolution != nullptr, "convolution is null");
        const ConvolutionShape shape = checked_shape_of(given);
        if (given.weights != nullptr) require_weights_dtype(given.weights_dtype, "weights");
        require_weights_dtype(given.packed_dtype, "packed weights");
        *convolution = new sige_convolution{device->it, owner.create_convolution(given, shape)};
    });
}

sige_status sige_convolution_keep(sige_queue* queue, sige_convolution* convolution, int32_t form) {
    return guard([&] {
        const Arguments given(queue);
        given.queue().keep(checked_weights(given, convolution), form);
    });
}

sige_status sige_convolution_query(sige_convolution* convolution, sige_convolution_info* info) {
    return guard([&] {
        const Convolution& c = checked_handle(convolution, "convolution");
        require_answer(info, "info");
        write_descriptor(c.info(), info);
    });
}

sige_status sige_convolution_query_forms(sige_convolution* convolution, sige_convolution_form* forms,
                                         uint64_t capacity, uint64_t* count) {
    return guard([&] {
        Convolution& c = checked_handle(convolution, "convolution");
        SIGE_REQUIRE(count != nullptr, "count is null");
        const std::vector<sige_convolution_form> rows = c.forms();
        write_rows(std::span<const sige_convolution_form>(rows), "forms", forms, capacity);
        *count = rows.size();
    });
}

sige_status sige_convolution_query_costs(sige_queue* queue, sige_convolution* convolution,
                                         const sige_convolution_args* args, uint64_t assumed_kept,
                                         sige_convolution_costs* costs, sige_form_candidate* candidates,
                                         uint64_t capacity) {
    return guard([&] {
        const Arguments given(queue);
        Convolution& c = given.handle(convolution, "convolution");
        require_answer(costs, "costs");
        const ConvolutionCall call = checked_call(Described(given, true), c, args);
        const ConvolutionCosts answer = given.queue().costs(call, assumed_kept);
        write_rows(answer.candidates(), "candidates", candidates, capacity);
        write_descriptor(answer.run, costs);
    });
}

sige_status sige_convolution_run(sige_queue* queue, sige_convolution* convolution,
                                 const sige_convolution_args* args) {
    return guard([&] {
        const Arguments given(queue);
        Convolution& c = checked_weights(given, convolution);
        given.queue().submit(checked_call(Described(given, false), c, args));
    });
}

sige_status sige_convolution_destroy(sige_convolution* convolution) {
    return guard([&] { destroy(convolution); });
}
