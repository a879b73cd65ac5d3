// Transposes. `rows` is the axis along which the input is dense, `columns` the one along which the output is; tiles
// go through shared memory, so that both sides are read and written along their dense axes, 16 bytes at a time.
#include "packs.cuh"

struct TransposeParams {
    void* out;
    const void* in;
    i64 rows, columns;
    i64 in_stride, out_stride;  // of columns in the input, of rows in the output
    i64 bytes;                  // of the input
    int rank, unused;
    Divisor row_tiles, column_tiles;
    Divisor extents[MAX_RANK];  // of the other axes
    i64 in_strides[MAX_RANK];
    i64 out_strides[MAX_RANK];
};

struct Tile {
    i64 row, column, from, to;
};

// The tile of a block: its first row and column, and where the other axes have it.
DEVICE Tile tile_of(const TransposeParams& p, int rows, int columns) {
    u32 block = blockIdx.x, next = p.column_tiles.divide(block);
    Tile tile = {0, (i64)(block - next * p.column_tiles.value) * columns, 0, 0};
    block = next;
    next = p.row_tiles.divide(block);
    tile.row = (i64)(block - next * p.row_tiles.value) * rows;
    block = next;
    for (int axis = p.rank - 1; axis >= 0; --axis) {
        next = p.extents[axis].divide(block);
        i64 at = block - next * p.extents[axis].value;
        block = next;
        tile.from += at * p.in_strides[axis];
        tile.to += at * p.out_strides[axis];
    }
    return tile;
}

// Everything is a multiple of 16 bytes. A thread turns V rows of some columns in its registers. In shared memory the
// 16-byte chunks of a row lie in an order of their own, so that neither side meets its bank twice.
template <class T, int ROWS, int COLUMNS>
DEVICE void transpose_packs(const TransposeParams& p) {
    constexpr int V = 16 / sizeof(T), WIDTH = ROWS / V * COLUMNS / 256, CHUNKS = COLUMNS / V;
    __shared__ Pack<T, V> tile[ROWS * CHUNKS];
    Tile at = tile_of(p, ROWS, COLUMNS);
    const T* in = static_cast<const T*>(p.in) + at.from;
    T* out = static_cast<T*>(p.out) + at.to;
    int row = threadIdx.x % (ROWS / V) * V, column = threadIdx.x / (ROWS / V) * WIDTH;
    Pack<T, V> packs[WIDTH];
#pragma unroll
    for (int k = 0; k < WIDTH; ++k)
        if (at.row + row < p.rows && at.column + column + k < p.columns)
            packs[k] = *reinterpret_cast<const Pack<T, V>*>(in + (at.column + column + k) * p.in_stride + at.row + row);
    int place = row * CHUNKS + (column / V ^ row / V % CHUNKS);
#pragma unroll
    for (int v = 0; v < V; ++v) {
        Pack<T, WIDTH> line;
#pragma unroll
        for (int k = 0; k < WIDTH; ++k) line.of[k] = packs[k].of[v];
        *reinterpret_cast<Pack<T, WIDTH>*>(tile[place + v * CHUNKS].of + column % V) = line;
    }
    __syncthreads();
#pragma unroll
    for (int k = 0; k < ROWS * CHUNKS; k += 256) {
        int r = (k + threadIdx.x) / CHUNKS, chunk = (k + threadIdx.x) % CHUNKS;
        if (at.row + r < p.rows && at.column + chunk * V < p.columns)
            *reinterpret_cast<Pack<T, V>*>(out + (at.row + r) * p.out_stride + at.column + chunk * V) =
                tile[r * CHUNKS + (chunk ^ r / V % CHUNKS)];
    }
}

BLOCK_KERNEL(transpose_packs_2, TransposeParams) { transpose_packs<unsigned short, 64, 128>(p); }
BLOCK_KERNEL(transpose_packs_4, TransposeParams) { transpose_packs<u32, 64, 64>(p); }

// Elements of a pack with halves of every four exchanged.
template <class T, int V>
DEVICE void exchange_pairs(Pack<T, V>& pack) {
    constexpr int D = V < 4 ? 1 : 2;
#pragma unroll
    for (int v = 0; v < V; v += 2 * D)
#pragma unroll
        for (int d = 0; d < D; ++d) {
            T one = pack.of[v + d];
            pack.of[v + d] = pack.of[v + D + d];
            pack.of[v + D + d] = one;
        }
}

// Lines begin anywhere. They are read by the 16 bytes that hold them, and a tile's part of an output line begins at a
// multiple of 16 bytes, up to V - 1 elements before the tile; for these more columns are read than the tile has. What
// is read beyond a line has room in the tile. Every other 8 lanes go through their elements in another order, so that
// they do not meet the others' banks.
template <class T, int SIDE>
DEVICE void transpose_ragged(const TransposeParams& p) {
    constexpr int V = 16 / sizeof(T), LINES = SIDE + V, PACKS = SIDE / V + 1, WORD = sizeof(T) < 4 ? 4 / sizeof(T) : 1;
    constexpr int TURNS = (LINES * PACKS + 255) / 256, SWAP = V < 4 ? 1 : 2;
    __shared__ T tile[LINES][SIDE + 2 * V + WORD];
    Tile at = tile_of(p, SIDE, SIDE);
    const T* in = static_cast<const T*>(p.in) + at.from;
    T* out = static_cast<T*>(p.out) + at.to;
    const u8 *begin = static_cast<const u8*>(p.in), *end = begin + p.bytes;
    i64 column = at.column - V;
    int rows = (int)min((i64)SIDE, p.rows - at.row);
    Pack<T, V> packs[TURNS];
    int places[TURNS];
#pragma unroll
    for (int k = 0; k < TURNS; ++k) {
        int line = (k * 256 + threadIdx.x) / PACKS;
        places[k] = -1;
        if (line >= LINES || column + line < 0 || column + line >= p.columns) continue;
        const T* start = in + (column + line) * p.in_stride + at.row;
        int row = (k * 256 + threadIdx.x) % PACKS * V - elements_past_16_bytes(start);
        if (row >= rows) continue;
        places[k] = row + V;
        const u8* from = reinterpret_cast<const u8*>(start + row);
        if (from >= begin && from + 16 <= end) {
            packs[k] = *reinterpret_cast<const Pack<T, V>*>(from);
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (row + v >= 0 && row + v < rows) packs[k].of[v] = start[row + v];
        }
    }
#pragma unroll
    for (int k = 0; k < TURNS; ++k) {
        int line = (k * 256 + threadIdx.x) / PACKS, other = threadIdx.x & 8 ? SWAP : 0;
        if (places[k] < 0) continue;
        if (other) exchange_pairs(packs[k]);
#pragma unroll
        for (int v = 0; v < V; ++v) tile[line][places[k] + (v ^ other)] = packs[k].of[v];
    }
    __syncthreads();
#pragma unroll
    for (int first = 0; first < SIDE * (SIDE / V); first += 256) {
        int row = (first + threadIdx.x) / (SIDE / V), chunk = (first + threadIdx.x) % (SIDE / V);
        if (at.row + row >= p.rows) continue;
        T* line = out + (at.row + row) * p.out_stride;
        int before = elements_past_16_bytes(line + at.column);
        i64 to = at.column + chunk * V - before;
        int from = chunk * V - before + V, other = chunk & (SIDE / V > 8 ? 8 : 4) ? SWAP : 0;
        Pack<T, V> pack;
#pragma unroll
        for (int v = 0; v < V; ++v) pack.of[v] = tile[from + (v ^ other)][row + V];
        if (other) exchange_pairs(pack);
        if (to >= 0 && to + V <= p.columns) {
            *reinterpret_cast<Pack<T, V>*>(line + to) = pack;
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (to + v >= 0 && to + v < p.columns) line[to + v] = pack.of[v];
        }
    }
}

BLOCK_KERNEL(transpose_1, TransposeParams) { transpose_ragged<u8, 64>(p); }
BLOCK_KERNEL(transpose_2, TransposeParams) { transpose_ragged<unsigned short, 64>(p); }
BLOCK_KERNEL(transpose_4, TransposeParams) { transpose_ragged<u32, 64>(p); }
BLOCK_KERNEL(transpose_8, TransposeParams) { transpose_ragged<u64, 32>(p); }

// A few lines become the elements of one, or the other way round: (outer, lines, length) and (outer, length, lines)
// with few lines, as pictures whose channels come first or last. A block has a part of all lines in shared memory.
struct InterleaveParams {
    void* out;
    const void* in;
    i64 length;
    i64 in_outer, out_outer;  // strides
    i64 stride;               // from one line to the next
    Divisor lines, parts;     // parts of a line, one a block
    Divisor packs;            // of 16 bytes in a part
    int share;                // elements in a part, a multiple of 16
    int packed;               // all lines begin at multiples of 16 bytes
};

constexpr int PACKS = 4, SHARED_BYTES = 256 * PACKS * 16;

// One side: a part of `count` elements of each line, to shared memory or from there.
template <class T, bool LOADS>
DEVICE void move_lines(const InterleaveParams& p, T* lines, T* kept, int count) {
    constexpr int V = 16 / sizeof(T);
    if (!p.packed) {
        for (u32 line = 0; line < p.lines.value; ++line)
#pragma unroll 4
            for (int at = threadIdx.x; at < count; at += 256) {
                T &memory = lines[line * p.stride + at], &shared = kept[line * p.share + at];
                if (LOADS) shared = memory; else memory = shared;
            }
        return;
    }
    Pack<T, V> packs[PACKS];
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        u32 number = threadIdx.x + k * 256, line = p.packs.divide(number);
        int at = (number - line * p.packs.value) * V;
        if (line >= p.lines.value || at >= count) continue;
        T* from = LOADS ? lines + line * p.stride + at : kept + line * p.share + at;
        if (!LOADS || at + V <= count) {
            packs[k] = *reinterpret_cast<Pack<T, V>*>(from);
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (at + v < count) packs[k].of[v] = from[v];
        }
    }
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        u32 number = threadIdx.x + k * 256, line = p.packs.divide(number);
        int at = (number - line * p.packs.value) * V;
        if (line >= p.lines.value || at >= count) continue;
        T* to = LOADS ? kept + line * p.share + at : lines + line * p.stride + at;
        if (LOADS || at + V <= count) {
            *reinterpret_cast<Pack<T, V>*>(to) = packs[k];
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (at + v < count) to[v] = packs[k].of[v];
        }
    }
}

// The other side: the run of elements, of all lines in turn.
template <class T, bool LOADS>
DEVICE void move_run(const InterleaveParams& p, T* run, T* kept, int count) {
    constexpr int V = 16 / sizeof(T);
    int total = count * (int)p.lines.value, before = elements_past_16_bytes(run);
    Pack<T, V> packs[PACKS];
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        int first = (threadIdx.x + k * 256) * V - before;
        if (!LOADS || first >= total) continue;
        if (first >= 0 && first + V <= total) {
            packs[k] = *reinterpret_cast<const Pack<T, V>*>(run + first);
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (first + v >= 0 && first + v < total) packs[k].of[v] = run[first + v];
        }
    }
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        int first = (threadIdx.x + k * 256) * V - before;
        if (first >= total) continue;
        bool whole = first >= 0 && first + V <= total;
        u32 place = p.lines.divide(max(first, 0)), line = max(first, 0) - place * p.lines.value;
#pragma unroll
        for (int v = 0; v < V; ++v) {
            if (!whole && (first + v < 0 || first + v >= total)) continue;
            T& shared = kept[line * p.share + place];
            if (LOADS) shared = packs[k].of[v]; else packs[k].of[v] = shared;
            if (!LOADS && !whole) run[first + v] = packs[k].of[v];
            ++line;
            if (line == p.lines.value) {
                line = 0;
                ++place;
            }
        }
        if (!LOADS && whole) *reinterpret_cast<Pack<T, V>*>(run + first) = packs[k];
    }
}

template <class T, bool WEAVES>
DEVICE void interleave(const InterleaveParams& p) {
    __shared__ Pack<T, 16 / sizeof(T)> shared[SHARED_BYTES / 16];
    T* kept = shared[0].of;
    u32 outer = p.parts.divide(blockIdx.x);
    i64 first = (i64)(blockIdx.x - outer * p.parts.value) * p.share;
    int count = (int)min((i64)p.share, p.length - first);
    T* in = static_cast<T*>(const_cast<void*>(p.in)) + outer * p.in_outer;
    T* out = static_cast<T*>(p.out) + outer * p.out_outer;
    if (WEAVES) move_lines<T, true>(p, in + first, kept, count);
    else move_run<T, true>(p, in + first * p.lines.value, kept, count);
    __syncthreads();
    if (WEAVES) move_run<T, false>(p, out + first * p.lines.value, kept, count);
    else move_lines<T, false>(p, out + first, kept, count);
}

BLOCK_KERNEL(weave_1, InterleaveParams) { interleave<u8, true>(p); }
BLOCK_KERNEL(weave_2, InterleaveParams) { interleave<unsigned short, true>(p); }
BLOCK_KERNEL(weave_4, InterleaveParams) { interleave<u32, true>(p); }
BLOCK_KERNEL(weave_8, InterleaveParams) { interleave<u64, true>(p); }
BLOCK_KERNEL(unweave_1, InterleaveParams) { interleave<u8, false>(p); }
BLOCK_KERNEL(unweave_2, InterleaveParams) { interleave<unsigned short, false>(p); }
BLOCK_KERNEL(unweave_4, InterleaveParams) { interleave<u32, false>(p); }
BLOCK_KERNEL(unweave_8, InterleaveParams) { interleave<u64, false>(p); }
