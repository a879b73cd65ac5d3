// Planes resized: (planes, height, width) to (planes, rows, columns), by the elements that lists name or by TAPS
// neighbours along each of the two axes.
#include "convert.cuh"

struct ResizeParams {
    void* out;
    const void* in;
    const u32* rows_of;    // [rows][indices of the taps, then the bits of their weights]; one tap has no weight
    const int* starts;     // [columns]: index of the first tap, maybe beyond the ends
    const float* weights;  // [taps][columns]
    i64 planes, height, width;
    Divisor groups;         // of rows, one a block or a thread
    Divisor threads;        // side by side
    Divisor vectors;        // of 16 bytes in a row of the input
    int rows, columns;
    int block_rows, share;  // of a block, of a thread
    int before;             // in shared memory a row lies behind so many elements
    int packed;             // whether lines of the output are whole groups
};

// Elements of a row, the groups `apart`; `count` are there from the first on.
template <class O, int WIDTH, int GROUPS>
DEVICE void store_groups(O* to, int apart, int count, bool packed, const Pack<O, WIDTH> (&groups)[GROUPS]) {
    if (packed && count >= (GROUPS - 1) * apart + WIDTH) {
#pragma unroll
        for (int g = 0; g < GROUPS; ++g) *reinterpret_cast<Pack<O, WIDTH>*>(to + g * apart) = groups[g];
    } else {
#pragma unroll
        for (int g = 0; g < GROUPS; ++g)
#pragma unroll
            for (int v = 0; v < WIDTH; ++v)
                if (g * apart + v < count) to[g * apart + v] = groups[g].of[v];
    }
}

// The elements that lists name, V side by side in PAIRS pairs of rows: the second of a pair is often the first again.
template <class T, int V, int PAIRS>
DEVICE void pick_pairs(const ResizeParams& p) {
    u32 item = blockIdx.x * 256 + threadIdx.x, line = p.threads.divide(item), plane = p.groups.divide(line);
    if (plane >= p.planes) return;
    int column = (item - line * p.threads.value) * V;
    int first = (line - plane * p.groups.value) * 2 * PAIRS, last = p.rows - 1;
    int places[V];
    if (p.packed) {
        constexpr int PART = V < 4 ? V : 4;
#pragma unroll
        for (int v = 0; v < V; v += PART) {
            Pack<int, PART> part = *reinterpret_cast<const Pack<int, PART>*>(p.starts + column + v);
#pragma unroll
            for (int w = 0; w < PART; ++w) places[v + w] = part.of[w];
        }
    } else {
#pragma unroll
        for (int v = 0; v < V; ++v) places[v] = p.starts[min(column + v, p.columns - 1)];
    }
    Pack<T, V> packs[PAIRS][2][1];
    bool same[PAIRS];
    const T* in = static_cast<const T*>(p.in) + plane * p.height * p.width;
#pragma unroll
    for (int k = 0; k < PAIRS; ++k) {
        u32 one = p.rows_of[min(first + 2 * k, last)], two = p.rows_of[min(first + 2 * k + 1, last)];
        same[k] = one == two;
#pragma unroll
        for (int v = 0; v < V; ++v) packs[k][0][0].of[v] = in[one * p.width + places[v]];
        if (!same[k]) {
#pragma unroll
            for (int v = 0; v < V; ++v) packs[k][1][0].of[v] = in[two * p.width + places[v]];
        }
    }
    T* to = static_cast<T*>(p.out) + ((i64)plane * p.rows + first) * p.columns + column;
#pragma unroll
    for (int k = 0; k < PAIRS; ++k, to += 2 * p.columns) {
        if (first + 2 * k < p.rows) store_groups<T, V, 1>(to, 0, p.columns - column, p.packed, packs[k][0]);
        if (first + 2 * k + 1 >= p.rows) break;
        if (same[k]) store_groups<T, V, 1>(to + p.columns, 0, p.columns - column, p.packed, packs[k][0]);
        else store_groups<T, V, 1>(to + p.columns, 0, p.columns - column, p.packed, packs[k][1]);
    }
}

constexpr int KEPT_BYTES = 24576, MOST_ROWS = 64, PACKS = 4;

struct Block {
    i64 plane;
    int first, end;  // rows of the output
};

DEVICE void keep(unsigned short& to, unsigned short x) { to = x; }
template <class T>
DEVICE void keep(float& to, T x) { to = load_as<float>(x); }

// The rows of the input that the block's rows of the output need come to `kept`, the ends of each repeated beyond it
// for weighted neighbours, and the taps to `taps`, their indices as places in `kept`.
template <class T, class K, int TAPS>
DEVICE Block stage(const ResizeParams& p, K* kept, u32* taps) {
    constexpr int V = 16 / sizeof(T), PART = 16 / sizeof(K), INTS = TAPS == 1 ? 1 : 2 * TAPS;
    u32 plane = p.groups.divide(blockIdx.x);
    Block at = {plane, (int)(blockIdx.x - plane * p.groups.value) * p.block_rows};
    at.end = min(at.first + p.block_rows, p.rows);
    int low = (int)p.rows_of[at.first * INTS], high = (int)p.rows_of[(at.end - 1) * INTS + TAPS - 1];
    int vectors = (int)p.vectors.value, lines = high - low + 1, total = lines * vectors;
    int width = (int)p.width, pitch = width + 2 * p.before;
    const T* in = static_cast<const T*>(p.in) + (at.plane * p.height + low) * p.width;
    for (int begin = threadIdx.x; begin < total; begin += PACKS * blockDim.x) {
        Pack<T, V> packs[PACKS];
#pragma unroll
        for (int k = 0; k < PACKS; ++k)
            if (begin + k * (int)blockDim.x < total)
                packs[k] = *reinterpret_cast<const Pack<T, V>*>(in + (begin + k * (int)blockDim.x) * V);
#pragma unroll
        for (int k = 0; k < PACKS; ++k) {
            int item = begin + k * (int)blockDim.x, line = p.vectors.divide(item);
            if (item >= total) break;
            K* to = kept + line * pitch + p.before + (item - line * vectors) * V;
#pragma unroll
            for (int v = 0; v < V; v += PART) {
                Pack<K, PART> part;
#pragma unroll
                for (int w = 0; w < PART; ++w) keep(part.of[w], packs[k].of[v + w]);
                *reinterpret_cast<Pack<K, PART>*>(to + v) = part;
            }
        }
    }
    for (int item = threadIdx.x; item < lines * 2 * TAPS && TAPS > 1; item += blockDim.x) {
        int line = item / (2 * TAPS), side = item % (2 * TAPS);
        int place = side < TAPS ? p.before - TAPS + side : p.before + width + side - TAPS;
        keep(kept[line * pitch + place], in[line * width + (side < TAPS ? 0 : width - 1)]);
    }
    for (int k = threadIdx.x; k < (at.end - at.first) * INTS; k += blockDim.x) {
        u32 number = p.rows_of[at.first * INTS + k];
        taps[k] = k % INTS < TAPS ? (number - low) * pitch : number;
    }
    return at;
}

// A row of the input, from `row` on in shared memory, resampled along the columns.
template <int TAPS, int V>
DEVICE void resample(float (&line)[V], const float* row, const int (&places)[V], const float (&weights)[V][TAPS]) {
#pragma unroll
    for (int v = 0; v < V; ++v) {
        const float* from = row + places[v];
        line[v] = 0;
#pragma unroll
        for (int b = 0; b < TAPS; ++b) line[v] += from[b] * weights[v][b];
    }
}

// A thread makes some elements in several rows one below the other: GROUPS times WIDTH side by side, the groups as far
// apart as threads are side by side, so that neighbouring threads read neighbouring elements. What it has resampled
// along the columns serves for all rows of the output that need it.
template <class T, class O, int TAPS, int WIDTH, int GROUPS>
DEVICE void resize(const ResizeParams& p) {
    constexpr int V = WIDTH * GROUPS;
    __shared__ Pack<float, 4> shared[KEPT_BYTES / 16];
    float* kept = shared[0].of;
    __shared__ Pack<u32, 4> taps[MOST_ROWS * TAPS / 2];
    Block at = stage<T, float, TAPS>(p, kept, taps[0].of);
    u32 group = p.threads.divide(threadIdx.x), thread = threadIdx.x - group * p.threads.value;
    int column = thread * WIDTH, apart = p.threads.value * WIDTH, count = p.columns - column;
    int first = at.first + group * p.share, end = min(first + p.share, at.end);
    int places[V];
    float weights[V][TAPS];
#pragma unroll
    for (int v = 0; v < V; ++v) {
        int c = min(column + v / WIDTH * apart + v % WIDTH, p.columns - 1);
        places[v] = p.starts[c] + p.before;
#pragma unroll
        for (int b = 0; b < TAPS; ++b) weights[v][b] = p.weights[b * p.columns + c];
    }
    __syncthreads();
    if (count <= 0) return;
    u32 known[TAPS];
    float lines[TAPS][V];
#pragma unroll
    for (int a = 0; a < TAPS; ++a) known[a] = ~0u;
    O* to = static_cast<O*>(p.out) + (at.plane * p.rows + first) * p.columns + column;
    for (int row = first; row < end; ++row, to += p.columns) {
        Pack<u32, 4> parts[TAPS / 2];
#pragma unroll
        for (int n = 0; n < TAPS / 2; ++n) parts[n] = taps[(row - at.first) * (TAPS / 2) + n];
        // As the rows of the output go on, their taps stay where they are, or all move on by one.
        bool same = true, moved = true;
        u32 wanted[TAPS];
#pragma unroll
        for (int a = 0; a < TAPS; ++a) {
            wanted[a] = parts[a / 4].of[a % 4];
            same &= wanted[a] == known[a];
            if (a) moved &= wanted[a - 1] == known[a];
        }
        if (!same) {
#pragma unroll
            for (int a = 0; a < TAPS - 1; ++a) {
                if (moved) {
#pragma unroll
                    for (int v = 0; v < V; ++v) lines[a][v] = lines[a + 1][v];
                } else {
                    resample<TAPS, V>(lines[a], kept + wanted[a], places, weights);
                }
            }
            resample<TAPS, V>(lines[TAPS - 1], kept + wanted[TAPS - 1], places, weights);
        }
        float values[V] = {};
#pragma unroll
        for (int a = 0; a < TAPS; ++a) {
            known[a] = wanted[a];
            float weight = bits_to_float((int)parts[(TAPS + a) / 4].of[(TAPS + a) % 4]);
#pragma unroll
            for (int v = 0; v < V; ++v) values[v] += lines[a][v] * weight;
        }
        Pack<O, WIDTH> groups[GROUPS];
#pragma unroll
        for (int v = 0; v < V; ++v) store_as(groups[v / WIDTH].of[v % WIDTH], values[v]);
        store_groups<O, WIDTH, GROUPS>(to, apart, count, p.packed, groups);
    }
}

// The elements that lists name, of rows in shared memory: for elements of which many are 16 bytes.
template <class T, int WIDTH, int GROUPS>
DEVICE void pick_kept(const ResizeParams& p) {
    constexpr int V = WIDTH * GROUPS;
    __shared__ Pack<T, 16 / sizeof(T)> shared[KEPT_BYTES / 16];
    T* kept = shared[0].of;
    __shared__ u32 taps[MOST_ROWS];
    Block at = stage<T, T, 1>(p, kept, taps);
    u32 group = p.threads.divide(threadIdx.x), thread = threadIdx.x - group * p.threads.value;
    int column = thread * WIDTH, apart = p.threads.value * WIDTH, count = p.columns - column;
    int first = at.first + group * p.share, end = min(first + p.share, at.end);
    int places[V];
#pragma unroll
    for (int v = 0; v < V; ++v)
        places[v] = p.starts[min(column + v / WIDTH * apart + v % WIDTH, p.columns - 1)] + p.before;
    __syncthreads();
    if (count <= 0) return;
    u32 known = ~0u;
    Pack<T, WIDTH> groups[GROUPS];
    T* to = static_cast<T*>(p.out) + (at.plane * p.rows + first) * p.columns + column;
    for (int row = first; row < end; ++row, to += p.columns) {
        u32 wanted = taps[row - at.first];
        if (wanted != known) {
#pragma unroll
            for (int v = 0; v < V; ++v) groups[v / WIDTH].of[v % WIDTH] = kept[wanted + places[v]];
            known = wanted;
        }
        store_groups<T, WIDTH, GROUPS>(to, apart, count, p.packed, groups);
    }
}

KERNEL(resize_1_1, ResizeParams) { pick_pairs<u8, 16, 1>(p); }
KERNEL(resize_1_2, ResizeParams) { pick_pairs<unsigned short, 8, 1>(p); }
KERNEL(resize_1_4, ResizeParams) { pick_pairs<u32, 4, 1>(p); }
SMALL_KERNEL(resize_1_2_kept, ResizeParams) { pick_kept<unsigned short, 2, 4>(p); }
KERNEL(resize_1_8, ResizeParams) { pick_pairs<u64, 2, 1>(p); }
SMALL_KERNEL(resize_2_float32, ResizeParams) { resize<float, float, 2, 2, 2>(p); }
SMALL_KERNEL(resize_2_float16, ResizeParams) { resize<half_t, float, 2, 2, 2>(p); }
BLOCK_KERNEL(resize_2_int8, ResizeParams) { resize<i8, float, 2, 2, 2>(p); }
SMALL_KERNEL(resize_2_int32, ResizeParams) { resize<int, float, 2, 2, 2>(p); }
BLOCK_KERNEL(resize_4_float32, ResizeParams) { resize<float, float, 4, 2, 2>(p); }
BLOCK_KERNEL(resize_4_float16, ResizeParams) { resize<half_t, float, 4, 2, 2>(p); }
BLOCK_KERNEL(resize_4_int8, ResizeParams) { resize<i8, float, 4, 2, 2>(p); }
BLOCK_KERNEL(resize_4_int32, ResizeParams) { resize<int, float, 4, 2, 2>(p); }
// To float16.
SMALL_KERNEL(resize_half_2_float32, ResizeParams) { resize<float, half_t, 2, 2, 2>(p); }
SMALL_KERNEL(resize_half_2_float16, ResizeParams) { resize<half_t, half_t, 2, 2, 2>(p); }
BLOCK_KERNEL(resize_half_4_float32, ResizeParams) { resize<float, half_t, 4, 2, 2>(p); }
BLOCK_KERNEL(resize_half_4_float16, ResizeParams) { resize<half_t, half_t, 4, 2, 2>(p); }
