// Elements made of nothing but their place: lines and random numbers.
#include "convert.cuh"

DEVICE void store_line(float& to, double x) { to = (float)x; }
DEVICE void store_line(half_t& to, double x) { to = to_half((float)x); }
DEVICE void store_line(int& to, i64 x) { to = (int)x; }
DEVICE void store_line(i64& to, i64 x) { to = x; }

struct LineParams {
    void* out;
    const void* alpha;
    const void* beta;
    i64 count;
    int rank, unused;
    Divisor extents[MAX_RANK];
};

DEVICE double number(u64 n, double) { return n >> 31 ? (double)n : (double)(int)n; }
DEVICE i64 number(u64 n, i64) { return (i64)n; }

// What the axes before the last add, and the index along the last.
template <class T, class C>
DEVICE C line_before(const LineParams& p, u64 element, u64& inner) {
    const T* beta = static_cast<const T*>(p.beta);
    C before = load_as<C>(*static_cast<const T*>(p.alpha));
    inner = element;
#pragma unroll 1
    for (int axis = p.rank - 1; axis > 0; --axis) {
        u64 next = p.count >> 31 ? element / p.extents[axis].value : p.extents[axis].divide((u32)element);
        u64 index = element - next * p.extents[axis].value;
        if (axis == p.rank - 1) inner = index; else before += number(index, C()) * load_as<C>(beta[axis]);
        element = next;
    }
    if (p.rank > 1) before += number(element, C()) * load_as<C>(beta[0]);
    return before;
}

// alpha plus the sum of index times beta, in double, or in 64-bit integers; 16 bytes a thread.
template <class T, class C>
DEVICE void line(const LineParams& p) {
    constexpr int V = 16 / sizeof(T);
    T* out = static_cast<T*>(p.out);
    const u64 extent = p.rank > 1 ? p.extents[p.rank - 1].value : (u64)p.count;
    const C step = p.rank ? load_as<C>(static_cast<const T*>(p.beta)[p.rank - 1]) : (C)0;
    const i64 first = thread_index() * V;
    if (first >= p.count) return;
    u64 inner;
    const C before = line_before<T, C>(p, (u64)first, inner), place = number(inner, C());
    if (inner + V <= extent && !(reinterpret_cast<u64>(out) & 15)) {
        Pack<T, V> pack;
#pragma unroll
        for (int v = 0; v < V; ++v) store_line(pack.of[v], (place + (C)v) * step + before);
        *reinterpret_cast<Pack<T, V>*>(out + first) = pack;
        return;
    }
#pragma unroll 1
    for (int v = 0; v < V && first + v < p.count; ++v) {
        const C start = line_before<T, C>(p, (u64)(first + v), inner);
        store_line(out[first + v], number(inner, C()) * step + start);
    }
}

KERNEL(linspace_float32, LineParams) { line<float, double>(p); }
KERNEL(linspace_float16, LineParams) { line<half_t, double>(p); }
KERNEL(linspace_int32, LineParams) { line<int, i64>(p); }
KERNEL(linspace_int64, LineParams) { line<i64, i64>(p); }

struct RandomParams {
    void* out;
    const void* alpha;
    const void* beta;
    i64 count;
    u64 seed, second_seed;  // mixed
    int is_normal, type;
};

DEVICE u64 mixed(u64 z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

DEVICE double uniform(u64 seed, u64 element) {
    return (double)(mixed(seed + (element + 1) * 0x9E3779B97F4A7C15ull) >> 11) * (1. / 9007199254740992.);
}

KERNEL(random_numbers, RandomParams) {
    i64 element = thread_index();
    if (element >= p.count) return;
    bool half = p.type == HALF;
    double a = half ? to_float(*static_cast<const half_t*>(p.alpha)) : *static_cast<const float*>(p.alpha);
    double b = half ? to_float(*static_cast<const half_t*>(p.beta)) : *static_cast<const float*>(p.beta);
    double value;
    if (p.is_normal) {
        double radius = sqrt(-2 * log1p(-uniform(p.seed, (u64)element)));
        value = a + b * radius * cos(6.283185307179586477 * uniform(p.second_seed, (u64)element));
    } else {
        value = a + uniform(p.seed, (u64)element) * (b - a);
    }
    if (half) store_as(static_cast<half_t*>(p.out)[element], (float)value);
    else static_cast<float*>(p.out)[element] = (float)value;
}
