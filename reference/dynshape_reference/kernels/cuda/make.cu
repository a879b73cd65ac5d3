// Elements made of nothing but their place: lines and random numbers.
#include "convert.cuh"

struct LineParams {
    void* out;
    const void* alpha;
    const void* beta;
    i64 count;
    int rank, type;
    Divisor extents[MAX_RANK];
};

// alpha plus the sum of index times beta, in float, or in 64-bit integers.
KERNEL(linspace, LineParams) {
    i64 element = thread_index();
    if (element >= p.count) return;
    u64 left = (u64)element;
    double sum = 0;
    i64 whole = 0;
    for (int axis = p.rank - 1; axis >= 0; --axis) {
        u64 next = axis ? left / p.extents[axis].value : 0;
        i64 index = (i64)(left - next * p.extents[axis].value);
        left = next;
        if (p.type == FLOAT) sum += (double)index * (double)static_cast<const float*>(p.beta)[axis];
        if (p.type == HALF) sum += (double)index * (double)to_float(static_cast<const half_t*>(p.beta)[axis]);
        if (p.type == INT32) whole += index * static_cast<const int*>(p.beta)[axis];
        if (p.type == INT64) whole += index * static_cast<const i64*>(p.beta)[axis];
    }
    if (p.type == FLOAT)
        static_cast<float*>(p.out)[element] = (float)(sum + (double)static_cast<const float*>(p.alpha)[0]);
    if (p.type == HALF)
        store_as(static_cast<half_t*>(p.out)[element],
                 (float)(sum + (double)to_float(static_cast<const half_t*>(p.alpha)[0])));
    if (p.type == INT32) static_cast<int*>(p.out)[element] = (int)(whole + static_cast<const int*>(p.alpha)[0]);
    if (p.type == INT64) static_cast<i64*>(p.out)[element] = whole + static_cast<const i64*>(p.alpha)[0];
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
