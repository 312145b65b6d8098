// Reading and writing a vector, or the first few of them at a row's end.

struct WholeVec {
    Vec read(const float* p) const { return load(p); }
    void write(float* p, Vec v) const { store(p, v); }
};
struct FirstLanes {
    int n;
    Vec read(const float* p) const { return load_first(p, n); }
    void write(float* p, Vec v) const { store_first(p, v, n); }
};
