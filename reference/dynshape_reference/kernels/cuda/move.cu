// Elements from one place to another: slices, concatenations, padding, nearest resizing, transposes.
//
// The host merges axes, and makes 16 bytes one unit where lines allow it; a unit is moved as it is.
#include "grid.cuh"

// How an axis goes from the coordinate of an output to that of the input.
enum Mode { PLAIN = 0, FILLED = 1, WRAPPED = 2, CLAMPED = 3, REFLECTED = 4, LISTED = 5 };

struct MoveParams {
    void* out;
    const void* in;
    const void* fill;  // one unit, or null for zeros
    const int* lists;
    i64 count;
    int rank, unused;
    Divisor extents[MAX_RANK];  // of the output
    i64 out_strides[MAX_RANK];
    i64 in_strides[MAX_RANK];
    i64 start[MAX_RANK];  // of LISTED, where its list begins
    i64 step[MAX_RANK];
    i64 limit[MAX_RANK];  // the input's extent
    int mode[MAX_RANK];
};

constexpr int UNITS = 4;

// The coordinate in the input, -1 for the fill.
DEVICE i64 coordinate(const MoveParams& p, int axis, i64 at) {
    if (p.mode[axis] == LISTED) return p.lists[p.start[axis] + at];
    i64 limit = p.limit[axis];
    i64 x = p.start[axis] + at * p.step[axis];
    switch (p.mode[axis]) {
        case FILLED: return x >= 0 && x < limit ? x : -1;
        case WRAPPED: return x >= 0 && x < limit ? x : (x % limit + limit) % limit;
        case CLAMPED: return x < 0 ? 0 : x < limit ? x : limit - 1;
        case REFLECTED: {
            if (limit == 1) return 0;
            i64 period = 2 * (limit - 1);
            x = (x % period + period) % period;
            return x < limit ? x : period - x;
        }
    }
    return x;
}

template <class T, bool MAPPED>
DEVICE void move(const MoveParams& p) {
    const T* in = static_cast<const T*>(p.in);
    T* out = static_cast<T*>(p.out);
    T units[UNITS];
    i64 to[UNITS];
#pragma unroll
    for (int k = 0; k < UNITS; ++k) {
        i64 unit = ((i64)blockIdx.x * UNITS + k) * blockDim.x + threadIdx.x;
        to[k] = -1;
        if (unit >= p.count) continue;
        i64 from = 0, target = 0;
        bool filled = false;
        u64 left = (u64)unit;
        bool narrow = p.count >> 31 == 0;
        for (int axis = p.rank - 1; axis >= 0; --axis) {
            u64 next = axis == 0 ? 0 : narrow ? p.extents[axis].divide((u32)left) : left / p.extents[axis].value;
            i64 at = (i64)(left - next * p.extents[axis].value);
            left = next;
            target += at * p.out_strides[axis];
            if (MAPPED && p.mode[axis] != PLAIN) {
                at = coordinate(p, axis, at);
                filled |= at < 0;
            }
            from += at * p.in_strides[axis];
        }
        to[k] = target;
        if (MAPPED && filled) {
            units[k] = p.fill ? *static_cast<const T*>(p.fill) : T{};
        } else {
            units[k] = in[from];
        }
    }
#pragma unroll
    for (int k = 0; k < UNITS; ++k)
        if (to[k] >= 0) out[to[k]] = units[k];
}

typedef Pack<u32, 4> u128;

KERNEL(move_1, MoveParams) { move<u8, false>(p); }
KERNEL(move_2, MoveParams) { move<unsigned short, false>(p); }
KERNEL(move_4, MoveParams) { move<u32, false>(p); }
KERNEL(move_8, MoveParams) { move<u64, false>(p); }
KERNEL(move_16, MoveParams) { move<u128, false>(p); }
KERNEL(map_1, MoveParams) { move<u8, true>(p); }
KERNEL(map_2, MoveParams) { move<unsigned short, true>(p); }
KERNEL(map_4, MoveParams) { move<u32, true>(p); }
KERNEL(map_8, MoveParams) { move<u64, true>(p); }
KERNEL(map_16, MoveParams) { move<u128, true>(p); }

// A transpose: `rows` is the axis along which the input is dense, `columns` that of the output. Tiles go through
// shared memory, so that both sides are read and written along their dense axes.
struct TransposeParams {
    void* out;
    const void* in;
    i64 rows, columns;
    i64 in_stride, out_stride;  // of columns in the input, of rows in the output
    int rank, unused;
    u32 row_tiles, column_tiles;
    Divisor extents[MAX_RANK];  // of the other axes
    i64 in_strides[MAX_RANK];
    i64 out_strides[MAX_RANK];
};

template <class T, int SIDE>
DEVICE void transpose(const TransposeParams& p) {
    __shared__ T tile[SIDE][SIDE + (sizeof(T) == 8 ? 1 : 4 / sizeof(T))];
    constexpr int LINES = 256 / SIDE;
    u64 block = blockIdx.x;
    u64 row_tile = block % p.row_tiles;
    block /= p.row_tiles;
    u64 column_tile = block % p.column_tiles;
    block /= p.column_tiles;
    i64 from = 0, to = 0;
    for (int axis = p.rank - 1; axis >= 0; --axis) {
        u64 next = block / p.extents[axis].value;
        i64 at = (i64)(block - next * p.extents[axis].value);
        block = next;
        from += at * p.in_strides[axis];
        to += at * p.out_strides[axis];
    }
    const T* in = static_cast<const T*>(p.in) + from;
    T* out = static_cast<T*>(p.out) + to;
    int x = threadIdx.x % SIDE, y = threadIdx.x / SIDE;
    i64 row = (i64)row_tile * SIDE + x, column = (i64)column_tile * SIDE + y;
#pragma unroll
    for (int k = 0; k < SIDE; k += LINES)
        if (row < p.rows && column + k < p.columns) tile[y + k][x] = in[(column + k) * p.in_stride + row];
    __syncthreads();
    row = (i64)row_tile * SIDE + y;
    column = (i64)column_tile * SIDE + x;
#pragma unroll
    for (int k = 0; k < SIDE; k += LINES)
        if (row + k < p.rows && column < p.columns) out[(row + k) * p.out_stride + column] = tile[x][y + k];
}

BLOCK_KERNEL(transpose_1, TransposeParams) { transpose<u8, 64>(p); }
BLOCK_KERNEL(transpose_2, TransposeParams) { transpose<unsigned short, 64>(p); }
BLOCK_KERNEL(transpose_4, TransposeParams) { transpose<u32, 32>(p); }
BLOCK_KERNEL(transpose_8, TransposeParams) { transpose<u64, 32>(p); }
