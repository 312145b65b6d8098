// epilogue.h over Vec.

template <class Access, class Activation>
static inline void epilogue_lanes(const EpilogueArgs& a, const EpilogueRow& row, int64_t r, int lane,
                                  const Access& access, const Activation& activation) {
    Vec y = add(load(a.acc + r * a.acc_stride + lane), load(a.bias + lane));
    if (a.beta != nullptr) {
        const Vec scale = a.scale != nullptr ? access.read(a.scale + lane) : set1(1.0f);
        const Vec shift = a.shift != nullptr ? access.read(a.shift + lane) : zero();
        const Vec normalised = fma(access.read(row.modulated + a.channel + lane), scale, shift);
        const Vec beta = add(load(a.beta + r * a.acc_stride + lane), load(a.beta_bias + lane));
        y = fma(normalised, add(set1(1.0f), y), beta);
    } else if (row.residual != nullptr) {
        y = add(y, access.read(row.residual + a.channel + lane));
    }
    access.write(row.dst + a.channel + lane, activation(y));
}

void epilogue_f32(const EpilogueArgs& a) {
    with_activation(a.activation, a.slope, [&](const auto& activation) {
        for (int64_t r = 0; r < a.row_count; ++r) {
            const EpilogueRow& row = a.rows[r];
            if (row.dst == nullptr) continue;
            for (int lane = 0; lane < a.lanes; lane += kLanes) {
                const int left = a.lanes - lane;
                if (left >= kLanes)
                    epilogue_lanes(a, row, r, lane, WholeVec{}, activation);
                else
                    epilogue_lanes(a, row, r, lane, FirstLanes{left}, activation);
            }
        }
    });
}
