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
    int rank, type;
    Divisor extents[MAX_RANK];
};

DEVICE double number(u64 n, double) { return n >> 31 ? (double)n : (double)(int)n; }
DEVICE i64 number(u64 n, i64) { return (i64)n; }

// alpha plus the sum of index times beta, in double, or in 64-bit integers; LINE_PACKS times 16 bytes a thread.
constexpr int LINE_PACKS = 4;

template <class T, class C>
DEVICE void line(const LineParams& p) {
    constexpr int V = 16 / sizeof(T);
    const T* beta = static_cast<const T*>(p.beta);
    u64 extent = p.rank ? p.extents[p.rank - 1].value : 1;
    const C start = load_as<C>(*static_cast<const T*>(p.alpha)), step = p.rank ? load_as<C>(beta[p.rank - 1]) : (C)0;
#pragma unroll
    for (int k = 0; k < LINE_PACKS; ++k) {
        i64 first = (((i64)blockIdx.x * LINE_PACKS + k) * blockDim.x + threadIdx.x) * V;
        if (first >= p.count) return;
        u64 left = (u64)first, inner = 0;
        C before = start;
        for (int axis = p.rank - 1; axis >= 0; --axis) {
            u64 next = !axis ? 0 : p.count >> 31 ? left / p.extents[axis].value : p.extents[axis].divide((u32)left);
            u64 index = left - next * p.extents[axis].value;
            left = next;
            if (axis == p.rank - 1) inner = index; else before += number(index, C()) * load_as<C>(beta[axis]);
        }
        C place = number(inner, C());
        Pack<T, V> pack;
#pragma unroll
        for (int v = 0; v < V; ++v) {
            if (inner + v >= extent && (inner + v) % extent == 0 && first + v < p.count) {
                // The next line of the last axis.
                place = -v;
                before = start;
                left = (u64)(first + v) / extent;
                for (int axis = p.rank - 2; axis >= 0; --axis) {
                    u64 next = left / p.extents[axis].value;
                    before += number(left - next * p.extents[axis].value, C()) * load_as<C>(beta[axis]);
                    left = next;
                }
            }
            store_line(pack.of[v], (place + (C)v) * step + before);
        }
        T* out = static_cast<T*>(p.out) + first;
        if (first + V <= p.count && !(reinterpret_cast<u64>(out) & 15)) {
            *reinterpret_cast<Pack<T, V>*>(out) = pack;
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (first + v < p.count) out[v] = pack.of[v];
        }
    }
}

KERNEL(linspace, LineParams) {
    switch (p.type) {
        case FLOAT: line<float, double>(p); break;
        case HALF: line<half_t, double>(p); break;
        case INT32: line<int, i64>(p); break;
        case INT64: line<i64, i64>(p); break;
    }
}

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
