#include "core/planning/masks.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sige {

void mark_differences(const MaskDifference<float>& a) {
    for (int64_t p = 0; p < a.pixels; ++p) {
        const float *left = a.a + p * a.a_stride, *right = a.b + p * a.b_stride;
        bool differs = false;
        for (int32_t c = 0; c < a.channels; ++c) differs |= !(std::fabs(left[c] - right[c]) <= a.eps);
        a.mask[p] |= static_cast<uint8_t>(differs);
    }
}

void mark_differences(const MaskDifference<uint8_t>& a) {
    // Differences are whole numbers: those above eps are those above its floor. A negative eps marks
    // everything.
    const int limit = a.eps < 0 ? -1 : static_cast<int>(std::min(a.eps, 255.0f));
    const auto differs = [limit](uint8_t x, uint8_t y) { return (x > y ? x - y : y - x) > limit; };
    if (a.channels == 1 && a.a_stride == 1 && a.b_stride == 1) {
        for (int64_t p = 0; p < a.pixels; ++p) a.mask[p] |= static_cast<uint8_t>(differs(a.a[p], a.b[p]));
        return;
    }
    for (int64_t p = 0; p < a.pixels; ++p)
        for (int32_t c = 0; c < a.channels; ++c)
            a.mask[p] |= static_cast<uint8_t>(differs(a.a[p * a.a_stride + c], a.b[p * a.b_stride + c]));
}

namespace {

void or_row(const uint8_t* src, int64_t count, uint8_t* dst) {
    for (int64_t i = 0; i < count; ++i) dst[i] |= static_cast<uint8_t>(src[i] != 0);
}

bool any(const uint8_t* row, int64_t count) {
    uint8_t bits = 0;
    for (int64_t i = 0; i < count; ++i) bits |= row[i];
    return bits != 0;
}

}  // namespace

void dilate_mask(const uint8_t* src, Size size, int32_t radius, uint8_t* dst) {
    const int64_t w = size.w;
    radius = std::min(radius, std::max(size.h, size.w));
    for (int64_t p = 0; p < size.area(); ++p) dst[p] = src[p] != 0;
    for (int64_t y = 0; y < size.h; ++y) {
        const uint8_t* row = src + y * w;
        if (!any(row, w)) continue;
        for (int64_t step = 1; step <= radius; ++step) {
            if (y >= step) or_row(row, w, dst + (y - step) * w);
            if (y + step < size.h) or_row(row, w, dst + (y + step) * w);
            if (step >= w) continue;
            or_row(row + step, w - step, dst + y * w);
            or_row(row, w - step, dst + y * w + step);
        }
    }
}

namespace {

// The two source positions and the weight of the second for each position of a resized side.
struct LinearTap {
    int32_t first, second;
    float weight;
};

std::vector<LinearTap> linear_taps(int32_t src, int32_t dst) {
    std::vector<LinearTap> taps(static_cast<size_t>(dst));
    const float scale = static_cast<float>(src) / static_cast<float>(dst);
    for (int32_t i = 0; i < dst; ++i) {
        const float position = std::max((static_cast<float>(i) + 0.5f) * scale - 0.5f, 0.0f);
        const int32_t first = std::min(static_cast<int32_t>(position), src - 1);
        taps[static_cast<size_t>(i)] = {first, std::min(first + 1, src - 1),
                                        position - static_cast<float>(first)};
    }
    return taps;
}

void halve(const float* src, Size src_size, float* dst, Size dst_size) {
    const int64_t w = src_size.w;
    for (int64_t y = 0; y < dst_size.h; ++y) {
        const float *top = src + 2 * y * w, *bottom = top + w;
        float* out = dst + y * dst_size.w;
        for (int64_t x = 0; x < dst_size.w; ++x)
            out[x] = 0.25f * (top[2 * x] + top[2 * x + 1] + bottom[2 * x] + bottom[2 * x + 1]);
    }
}

}  // namespace

void downsample_mask(const float* src, Size src_size, float* dst, Size dst_size) {
    if (src_size.h == 2 * dst_size.h && src_size.w == 2 * dst_size.w)
        return halve(src, src_size, dst, dst_size);
    const std::vector<LinearTap> rows = linear_taps(src_size.h, dst_size.h),
                                 columns = linear_taps(src_size.w, dst_size.w);
    for (int32_t y = 0; y < dst_size.h; ++y) {
        const LinearTap& row = rows[static_cast<size_t>(y)];
        const float* top = src + static_cast<int64_t>(row.first) * src_size.w;
        const float* bottom = src + static_cast<int64_t>(row.second) * src_size.w;
        for (int32_t x = 0; x < dst_size.w; ++x) {
            const LinearTap& tap = columns[static_cast<size_t>(x)];
            const float above = top[tap.first] * (1 - tap.weight) + top[tap.second] * tap.weight;
            const float below = bottom[tap.first] * (1 - tap.weight) + bottom[tap.second] * tap.weight;
            dst[static_cast<int64_t>(y) * dst_size.w + x] = above * (1 - row.weight) + below * row.weight;
        }
    }
}

namespace {

// The largest value above 0, or 0. Lanes, because one running maximum is a chain that no compiler may break
// up.
float largest_of(const float* src, int64_t count) {
    constexpr int64_t kLanes = 16;
    float lanes[kLanes] = {};
    int64_t p = 0;
    for (; p + kLanes <= count; p += kLanes)
        for (int64_t i = 0; i < kLanes; ++i) lanes[i] = std::max(lanes[i], src[p + i]);
    for (; p < count; ++p) lanes[0] = std::max(lanes[0], src[p]);
    return *std::max_element(lanes, lanes + kLanes);
}

}  // namespace

void threshold_mask(const float* src, Size size, float threshold, uint8_t* dst) {
    const int64_t count = size.area();
    const float largest = largest_of(src, count);
    if (largest <= 0) {
        std::fill(dst, dst + count, uint8_t{0});
        return;
    }
    const float limit = std::min(threshold, largest - 0.001f);
    for (int64_t p = 0; p < count; ++p) dst[p] = src[p] > limit;
}

int32_t reduce_mask_to_blocks(const uint8_t* mask, Size size, int32_t block, int32_t halo, int32_t* blocks) {
    int32_t count = 0;
    std::vector<uint8_t> columns(static_cast<size_t>(size.w));
    for (int64_t top = 0; top < size.h; top += block) {
        std::fill(columns.begin(), columns.end(), uint8_t{0});
        const int64_t first = std::max<int64_t>(top - halo, 0),
                      last = std::min<int64_t>(top + block + halo, size.h);
        for (int64_t y = first; y < last; ++y) or_row(mask + y * size.w, size.w, columns.data());
        for (int64_t left = 0; left < size.w; left += block) {
            const int64_t from = std::max<int64_t>(left - halo, 0),
                          to = std::min<int64_t>(left + block + halo, size.w);
            if (std::none_of(columns.begin() + from, columns.begin() + to, [](uint8_t m) { return m != 0; }))
                continue;
            blocks[2 * count] = static_cast<int32_t>(top);
            blocks[2 * count + 1] = static_cast<int32_t>(left);
            ++count;
        }
    }
    return count;
}

}  // namespace sige
