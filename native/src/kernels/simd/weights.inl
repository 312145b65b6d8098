// Reading a vector of packed weights, whatever they are kept as. Included inside an instruction set's
// namespace, after its Vec.

struct Float32Weights {
    using Value = float;
    static Vec read(const float* p) { return load(p); }
};
struct Float16Weights {
    using Value = uint16_t;
    static Vec read(const uint16_t* p) { return load_half(p); }
};
struct BFloat16Weights {
    using Value = uint16_t;
    static Vec read(const uint16_t* p) { return load_bfloat(p); }
};
