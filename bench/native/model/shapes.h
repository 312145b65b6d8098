/** A shape file: the sequence of operators that a session runs on a network. README.md has its format. */
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/words.h"
#include "sige/sige.h"

namespace sige::bench {

/** Bytes of an element of a tensor. */
inline uint64_t element_bytes(sige_dtype dtype) {
    return dtype == SIGE_DTYPE_U8 ? 1 : dtype == SIGE_DTYPE_F16 ? 2 : 4;
}

/** A tensor [n, h, w, c] and where it lies. */
struct TensorShape {
    enum class Input { kNone, kPicture, kCondition };

    int32_t n, h, w, c;
    sige_dtype dtype;
    /** Ids of a label map, else 0. */
    int32_t ids;
    Input input;
    /** First byte in the arena that tensors share which no later run reads; -1 for memory of its own. */
    int64_t arena;
    bool is_cached;
    sige_dtype cached_dtype;

    int64_t pixels() const { return int64_t{h} * w; }
    int64_t elements() const { return n * pixels() * c; }
    uint64_t bytes() const { return elements() * element_bytes(dtype); }
};

/** A scale and shift of each channel. */
struct AffineShape {
    int32_t n, c;
    /** Known before any run, rather than made by statistics. */
    bool is_constant;
};

/** Which pixels of a resolution an edit computes, or loads. */
struct SetShape {
    int32_t h, w;
    /** Rows and columns around the active pixels. */
    int32_t width;
    /** Of those around only such as lie so near to a changed pixel; -1 for all. */
    int32_t reach;
    /** Without the active pixels themselves. */
    bool is_ring;
};

/** What an edit does at a step. */
enum class EditMode {
    kNone,     /**< Nothing: what the step reads has not changed. */
    kWhole,    /**< It computes all pixels. */
    kSparse,   /**< It computes the pixels of a set. */
    kSettings, /**< Nothing, and nor do dense runs but the first: it depends on what stays from picture to
                  picture. */
};

/** One operator of the sequence. */
struct StepShape {
    /** What it computes; the words that are left belong to its kind. */
    Words words;
    std::string kind, name;
    /** The tensor that it writes, or -1. */
    int32_t dst;
    /** Multiply-adds of one pixel of all images. */
    int64_t macs;
    EditMode edit;
    /** Of EditMode::kSparse. */
    int32_t set;
    /** The old pixels of the tensor are kept before they are overwritten. */
    bool keeps;
    /** Statistics that an edit brings up to date, rather than takes anew. */
    bool updates;
    /** Statistics whose results are in the cache. */
    bool is_cached;
    /** Set of pixels loaded from the cache before the step, kLoadNone or kLoadWhole. */
    int32_t load;

    static constexpr int32_t kLoadNone = -1, kLoadWhole = -2;
};

/** How an edit's changed pixels become active ones. */
struct MaskShape {
    sige_policy policy;
    int32_t first_dilation, level_dilation;
    float threshold;
};

/** A network. */
struct Shapes {
    std::string model;
    /** Size of the picture, whose changed pixels make an edit. */
    int32_t h, w;
    /** Whether what is recorded lies in a cache, rather than in place. */
    bool is_cached;
    uint64_t arena_bytes;
    /** Share of pixels, or of a cached edit's multiply-adds, past which all is computed. */
    double break_even;
    /** Bytes that weights of forms may take, as a multiple of the packed weights as float32. */
    double kept_budget;
    MaskShape masks;
    std::vector<TensorShape> tensors;
    std::vector<AffineShape> affines;
    std::vector<SetShape> sets;
    std::vector<StepShape> steps;
    int32_t output;

    /** Where a step runs: the size of what it writes, or of what statistics are taken of. */
    const TensorShape& place(const StepShape& step) const;
    /** Multiply-adds of a dense run. */
    int64_t macs() const;
};

/** How a step sees a tensor: some of its channels, nearest-resampled by a power of two. */
struct Operand {
    int32_t tensor, first, channels, scale_log2;
};

/** An operand of a step; tensor -1 where it has none of that key. */
Operand operand_of(const Shapes& shapes, const Words& words, const std::string& key);
/** The same of a value. */
Operand operand_from(const Shapes& shapes, const Words& words, const std::string& value);

/** Reads a shape file. */
Shapes read_shapes(const std::string& path);
/** The same from text. */
Shapes parse_shapes(const std::string& text);

}  // namespace sige::bench
