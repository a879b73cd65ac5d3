// Pooling of (planes, height, width), several rows a thread. Windows of volumes are in window.cu.
#include "convert.cuh"

struct PoolParams {
    void* out;
    const void* in;
    i64 planes;
    Divisor groups, columns;  // of rows that one thread makes
    int rows, height, width;
    int mode;                 // 0 greatest, 1 average of the padded data, 2 average of the data
    int window[2], stride[2], before[2], after[2];
    int type;                 // of the output
    int line;                 // elements of a row of the output
};

// Elements of a window that begins at `start` that count for an average, along one axis.
DEVICE float counted(const PoolParams& p, int axis, int start, int extent) {
    int low = p.mode == 2 ? 0 : -p.before[axis], high = extent + (p.mode == 2 ? 0 : p.after[axis]);
    return (float)max(min(start + p.window[axis], high) - max(start, low), 1);
}

template <class T>
DEVICE void store_pooled(const PoolParams& p, i64 to, float value) {
    switch (p.type) {
        case FLOAT: static_cast<float*>(p.out)[to] = value; break;
        case HALF: store_as(static_cast<half_t*>(p.out)[to], value); break;
        case INT8: store_as(static_cast<i8*>(p.out)[to], value); break;
    }
}

// ROWS rows a thread; a window of SIDE x SIDE, or of any extents where SIDE is 0.
template <class T, int SIDE, int ROWS>
DEVICE void pool(const PoolParams& p) {
    u32 item = blockIdx.x * 256 + threadIdx.x;
    u32 line = p.columns.divide(item), plane = p.groups.divide(line);
    if (plane >= p.planes) return;
    int column = item - line * p.columns.value, row = (line - plane * p.groups.value) * ROWS;
    int left = column * p.stride[1] - p.before[1];
    float across = counted(p, 1, left, p.width), neutral = p.mode ? 0.f : -INFINITE;
    const T* in = static_cast<const T*>(p.in) + (i64)plane * p.height * p.width + left;
    i64 to = ((i64)plane * p.rows + row) * p.columns.value + column;
    T elements[ROWS][SIDE ? SIDE * SIDE : 1];
    int first = row * p.stride[0] - p.before[0];
    bool inside = left >= 0 && left + SIDE <= p.width && row + ROWS <= p.rows && first >= 0 &&
                  first + (ROWS - 1) * p.stride[0] + SIDE <= p.height;
    if (SIDE && inside) {
#pragma unroll
        for (int r = 0; r < ROWS; ++r)
#pragma unroll
            for (int a = 0; a < SIDE; ++a) {
                const T* line = in + (i64)(first + r * p.stride[0] + a) * p.width;
#pragma unroll
                for (int b = 0; b < SIDE; ++b) elements[r][a * SIDE + b] = line[b];
            }
    } else if (SIDE) {
#pragma unroll
        for (int r = 0; r < ROWS; ++r)
#pragma unroll
            for (int k = 0; k < SIDE * SIDE; ++k) {
                int y = (row + r) * p.stride[0] - p.before[0] + k / SIDE, x = left + k % SIDE;
                store_as(elements[r][k], neutral);
                if ((u32)y < (u32)p.height && (u32)x < (u32)p.width && row + r < p.rows)
                    elements[r][k] = in[(i64)y * p.width + k % SIDE];
            }
    }
#pragma unroll
    for (int r = 0; r < ROWS; ++r) {
        int top = (row + r) * p.stride[0] - p.before[0];
        if (row + r >= p.rows) break;
        float most = -INFINITE, sum = 0;
        if (SIDE) {
#pragma unroll
            for (int k = 0; k < SIDE * SIDE; ++k) {
                most = greater_of(most, load_as<float>(elements[r][k]));
                sum += load_as<float>(elements[r][k]);
            }
        } else {
            int last = min(p.window[1], p.width - left);
            for (int a = max(-top, 0); a < min(p.window[0], p.height - top); ++a)
#pragma unroll 4
                for (int b = max(-left, 0); b < last; ++b) {
                    float x = load_as<float>(in[(i64)(top + a) * p.width + b]);
                    most = greater_of(most, x);
                    sum += x;
                }
        }
        store_pooled<T>(p, to + (i64)r * p.columns.value,
                        p.mode ? sum / (counted(p, 0, top, p.height) * across) : most);
    }
}

KERNEL(pool_2_float32, PoolParams) { pool<float, 2, 4>(p); }
KERNEL(pool_2_float16, PoolParams) { pool<half_t, 2, 4>(p); }
KERNEL(pool_2_int8, PoolParams) { pool<i8, 2, 4>(p); }
KERNEL(pool_3_float32, PoolParams) { pool<float, 3, 2>(p); }
KERNEL(pool_3_float16, PoolParams) { pool<half_t, 3, 2>(p); }
KERNEL(pool_3_int8, PoolParams) { pool<i8, 3, 2>(p); }
KERNEL(pool_0_float32, PoolParams) { pool<float, 0, 1>(p); }
KERNEL(pool_0_float16, PoolParams) { pool<half_t, 0, 1>(p); }
KERNEL(pool_0_int8, PoolParams) { pool<i8, 0, 1>(p); }

template <bool SUMS>
DEVICE float joined(float found, float x) { return SUMS ? found + x : greater_of(found, x); }

// Windows of SIDE x SIDE, two apart both ways. A thread has a pack of a row and, of the window that reaches beyond it,
// the element before it (BEFORE) or the one behind; it makes ROWS rows of V / 2 elements.
template <class T, int SIDE, int ROWS, bool BEFORE, bool SUMS>
DEVICE void pool_packs(const PoolParams& p) {
    constexpr int V = 16 / sizeof(T), MADE = V / 2, LINES = 2 * (ROWS - 1) + SIDE;
    constexpr bool BEHIND = SIDE > 2 && !BEFORE;
    u32 item = blockIdx.x * 256 + threadIdx.x;
    u32 line = p.columns.divide(item), plane = p.groups.divide(line);
    if (plane >= p.planes) return;
    int pack = item - line * p.columns.value, row = (line - plane * p.groups.value) * ROWS;
    int left = pack * V, top = row * 2 - p.before[0];
    const T* in = static_cast<const T*>(p.in) + ((i64)plane * p.height + top) * p.width + left;
    T neutral;
    store_as(neutral, SUMS ? 0.f : -INFINITE);
    Pack<T, V> packs[LINES];
    T beside[LINES];
    bool has_pack = left < p.width, has_beside = BEFORE ? left > 0 && left <= p.width : left + V < p.width;
#pragma unroll
    for (int i = 0; i < LINES; ++i) {
        bool there = (u32)(top + i) < (u32)p.height;
        if (there && has_pack) {
            packs[i] = *reinterpret_cast<const Pack<T, V>*>(in + (i64)i * p.width);
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v) packs[i].of[v] = neutral;
        }
        beside[i] = neutral;
        if ((BEFORE || BEHIND) && there && has_beside) beside[i] = in[(i64)i * p.width + (BEFORE ? -1 : V)];
    }
    float found[ROWS][MADE];
#pragma unroll
    for (int i = 0; i < LINES; ++i) {
        float of[V + 2];
        of[0] = of[V + 1] = load_as<float>(beside[i]);
#pragma unroll
        for (int v = 0; v < V; ++v) of[v + 1] = load_as<float>(packs[i].of[v]);
#pragma unroll
        for (int j = 0; j < MADE; ++j) {
            constexpr int FIRST = BEFORE ? 0 : 1;
            float across = joined<SUMS>(of[2 * j + FIRST], of[2 * j + FIRST + 1]);
            if (SIDE > 2) across = joined<SUMS>(across, of[2 * j + FIRST + 2]);
#pragma unroll
            for (int r = 0; r < ROWS; ++r) {
                if (i == 2 * r) found[r][j] = across;
                else if (i > 2 * r && i < 2 * r + SIDE) found[r][j] = joined<SUMS>(found[r][j], across);
            }
        }
    }
    T* out = static_cast<T*>(p.out) + ((i64)plane * p.rows + row) * p.line + pack * MADE;
    int count = min(p.line - pack * MADE, MADE);
    bool whole = count == MADE && p.line % MADE == 0;
#pragma unroll
    for (int r = 0; r < ROWS; ++r) {
        if (row + r >= p.rows) break;
        Pack<T, MADE> made;
        float down = SUMS ? counted(p, 0, top + 2 * r, p.height) : 1;
#pragma unroll
        for (int j = 0; j < MADE; ++j) {
            float value = found[r][j];
            if (SUMS) value /= down * counted(p, 1, left + 2 * j - p.before[1], p.width);
            store_as(made.of[j], value);
        }
        if (whole) {
            *reinterpret_cast<Pack<T, MADE>*>(out + (i64)r * p.line) = made;
        } else {
#pragma unroll
            for (int j = 0; j < MADE; ++j)
                if (j < count) out[(i64)r * p.line + j] = made.of[j];
        }
    }
}

template <class T, int SIDE, int ROWS>
DEVICE void pool_by_packs(const PoolParams& p) {
    if (p.mode) {
        if (p.before[1]) pool_packs<T, SIDE, ROWS, true, true>(p);
        else pool_packs<T, SIDE, ROWS, false, true>(p);
    } else {
        if (p.before[1]) pool_packs<T, SIDE, ROWS, true, false>(p);
        else pool_packs<T, SIDE, ROWS, false, false>(p);
    }
}

KERNEL(pool_packs_2_float32, PoolParams) { pool_by_packs<float, 2, 2>(p); }
KERNEL(pool_packs_2_float16, PoolParams) { pool_by_packs<half_t, 2, 2>(p); }
KERNEL(pool_packs_3_float32, PoolParams) { pool_by_packs<float, 3, 2>(p); }
KERNEL(pool_packs_3_float16, PoolParams) { pool_by_packs<half_t, 3, 2>(p); }
