// Transposes. `rows` is the axis along which the input is dense, `columns` the one along which the output is; tiles
// go through shared memory, so that both sides are read and written along their dense axes.
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

// What `columns` have side by side, one below the other: for each of their elements the words of a row.
template <int SIZE, int WIDTH, int V>
DEVICE void turn(const u128 (&columns)[WIDTH], Pack<u32, WIDTH * SIZE / 4> (&rows)[V]) {
    constexpr int WORDS = WIDTH * SIZE / 4, PART = SIZE < 4 ? 4 / SIZE : 1;
#pragma unroll
    for (int word = 0; word < 4; ++word)
#pragma unroll
        for (int k = 0; k < WORDS; ++k) {
            u32 c[PART];
#pragma unroll
            for (int n = 0; n < PART; ++n) c[n] = columns[k * WIDTH / WORDS + n].of[word];
            if constexpr (SIZE == 8) {
                if (word % 2 == k % 2) rows[word / 2].of[k] = c[0];
            } else if constexpr (SIZE == 4) {
                rows[word].of[k] = c[0];
            } else if constexpr (SIZE == 2) {
                rows[2 * word].of[k] = bytes_of(c[0], c[1], 0x5410);
                rows[2 * word + 1].of[k] = bytes_of(c[0], c[1], 0x7632);
            } else {
                u32 low = bytes_of(c[0], c[1], 0x5140), high = bytes_of(c[2], c[3], 0x5140);
                rows[4 * word].of[k] = bytes_of(low, high, 0x5410);
                rows[4 * word + 1].of[k] = bytes_of(low, high, 0x7632);
                low = bytes_of(c[0], c[1], 0x7362), high = bytes_of(c[2], c[3], 0x7362);
                rows[4 * word + 2].of[k] = bytes_of(low, high, 0x5410);
                rows[4 * word + 3].of[k] = bytes_of(low, high, 0x7632);
            }
        }
}

// Everything is a multiple of 16 bytes. A thread turns V rows of some columns in its registers. In shared memory the
// 16-byte chunks of a row lie in an order of their own, so that neither side meets its bank twice.
template <class T, int ROWS, int COLUMNS>
DEVICE void transpose_packs(const TransposeParams& p) {
    constexpr int V = 16 / sizeof(T), WIDTH = ROWS / V * COLUMNS / 256, CHUNKS = COLUMNS / V, STEP = 256 / CHUNKS;
    __shared__ Pack<T, V> tile[ROWS * CHUNKS];
    Tile at = tile_of(p, ROWS, COLUMNS);
    int rows = (int)min((i64)ROWS, p.rows - at.row), columns = (int)min((i64)COLUMNS, p.columns - at.column);
    int row = threadIdx.x % (ROWS / V) * V, column = threadIdx.x / (ROWS / V) * WIDTH;
    const T* in = static_cast<const T*>(p.in) + at.from + (at.column + column) * p.in_stride + at.row + row;
    u128 packs[WIDTH];
    if (row >= rows) columns = 0;
#pragma unroll
    for (int k = 0; k < WIDTH; ++k, in += p.in_stride)
        if (column + k < columns) packs[k] = *reinterpret_cast<const u128*>(in);
    columns = (int)min((i64)COLUMNS, p.columns - at.column);
    int place = row * CHUNKS + (column / V ^ row / V % CHUNKS);
    using Line = Pack<u32, WIDTH * (int)sizeof(T) / 4>;
    Line lines[V];
    turn<(int)sizeof(T)>(packs, lines);
#pragma unroll
    for (int v = 0; v < V; ++v)
        *reinterpret_cast<Line*>(tile[place + v * CHUNKS].of + column % V) = lines[v];
    __syncthreads();
    int r = threadIdx.x / CHUNKS, chunk = threadIdx.x % CHUNKS;
    T* out = static_cast<T*>(p.out) + at.to + (at.row + r) * p.out_stride + at.column + chunk * V;
    if (chunk * V >= columns) rows = 0;
#pragma unroll
    for (int k = 0; k < ROWS; k += STEP, out += STEP * p.out_stride)
        if (k + r < rows)
            *reinterpret_cast<Pack<T, V>*>(out) = tile[(k + r) * CHUNKS + (chunk ^ (k + r) / V % CHUNKS)];
}

// Lines begin anywhere: they are read by aligned words of LOAD bytes and written by words of 4 bytes, or 8; EACH and E
// elements are a word. A line of the input comes to shared memory as its words are, so that its elements begin at any
// part of one; the step from line to line there is such that this is the same part, and, if it is odd, that the threads
// of a warp meet different banks. A tile's part of an output line begins at a multiple of 32 bytes in memory, which are
// ALIGN elements, up to ALIGN - 1 before the tile: 32 bytes that two blocks write in parts cost more than the lines that
// are read twice for this.
template <class T, int LOAD, int WINDOW, int COLUMNS>
struct WordTile {
    static constexpr int EACH = LOAD / sizeof(T), E = sizeof(T) < 4 ? 4 / sizeof(T) : 1;
    static constexpr int ALIGN = 32 / sizeof(T), LINES = ALIGN + COLUMNS;
    // Of each line WINDOW elements are read, so many of them wherever they begin.
    static constexpr int ROWS = WINDOW - (EACH - 1);
};

template <int BYTES>
struct Words;
template <>
struct Words<4> {
    using type = u32;
};
template <>
struct Words<8> {
    using type = u64;
};
template <>
struct Words<16> {
    using type = u128;
};

// Read with the whole 128 bytes where they lie, if a line's part begins and ends within such.
DEVICE u32 load_through(const u32* from) {
#ifdef DYNSHAPE_EMULATED
    return *from;
#else
    u32 word;
    asm volatile("ld.global.L2::128B.u32 %0, [%1];" : "=r"(word) : "l"(from));
    return word;
#endif
}
DEVICE u64 load_through(const u64* from) {
#ifdef DYNSHAPE_EMULATED
    return *from;
#else
    u64 word;
    asm volatile("ld.global.L2::128B.u64 %0, [%1];" : "=l"(word) : "l"(from));
    return word;
#endif
}
DEVICE u128 load_through(const u128* from) { return *from; }

// A word of which only elements that lie in the array are read.
template <class T, class Word, bool INSIDE>
DEVICE Word load_word(const T* from, const u8* begin, const u8* end) {
    constexpr int EACH = sizeof(Word) / sizeof(T);
    if (INSIDE || EACH == 1) return load_through(reinterpret_cast<const Word*>(from));
    Pack<T, EACH> word;
#pragma unroll
    for (int e = 0; e < EACH; ++e) {
        const u8* place = reinterpret_cast<const u8*>(from + e);
        word.of[e] = place >= begin && place < end ? from[e] : T{};
    }
    return *reinterpret_cast<const Word*>(&word);
}

// A word of elements that are a step apart. Not put together as a Pack: the compiler then stores its elements singly.
template <class T>
DEVICE typename Words<sizeof(T) < 4 ? 4 : (int)sizeof(T)>::type gather_word(const T* from, int step) {
    if constexpr (sizeof(T) == 1)
        return bytes_of(bytes_of(from[0], from[step], 0x0040), bytes_of(from[2 * step], from[3 * step], 0x0040), 0x5410);
    else if constexpr (sizeof(T) == 2) return bytes_of(from[0], from[step], 0x5410);
    else return from[0];
}

// WHOLE: all lines of the tile are there; INSIDE: all words lie in the array.
template <class T, int LOAD, int WINDOW, int COLUMNS, bool WHOLE, bool INSIDE>
DEVICE void load_words(const TransposeParams& p, const Tile& at, const T* first, T* kept, int pitch, int past) {
    using Word = typename Words<LOAD>::type;
    using Shape = WordTile<T, LOAD, WINDOW, COLUMNS>;
    constexpr int EACH = Shape::EACH, WORDS = WINDOW / EACH, STEP = 256 / WORDS, TURNS = Shape::LINES / STEP;
    static_assert(Shape::LINES % STEP == 0 && STEP % EACH == 0);
    const u8 *begin = static_cast<const u8*>(p.in), *end = begin + p.bytes;
    int line = threadIdx.x / WORDS, stride = (int)p.in_stride;
    // STEP is a multiple of EACH: the lines of a thread all begin at the same part of a word.
    int row = threadIdx.x % WORDS * EACH - (past + line * stride & EACH - 1);
    if (row >= p.rows - at.row) return;
    int low = (int)max((i64)0, Shape::ALIGN - at.column);
    u32 number = (u32)min((i64)Shape::LINES, p.columns - at.column + Shape::ALIGN) - low;
    const T* from = first + line * p.in_stride + row;
    const i64 step = STEP * p.in_stride;
    T* to = kept + line * pitch + past + row;
    Word values[TURNS];
#pragma unroll
    for (int k = 0; k < TURNS; ++k, from += step)
        if (WHOLE || (u32)(line + k * STEP - low) < number) values[k] = load_word<T, Word, INSIDE>(from, begin, end);
#pragma unroll
    for (int k = 0; k < TURNS; ++k, to += STEP * pitch)
        if (WHOLE || (u32)(line + k * STEP - low) < number) *reinterpret_cast<Word*>(to) = values[k];
}

template <class T, int LOAD, int WINDOW, int COLUMNS>
DEVICE void transpose_words(const TransposeParams& p) {
    using Shape = WordTile<T, LOAD, WINDOW, COLUMNS>;
    constexpr int EACH = Shape::EACH, E = Shape::E, ALIGN = Shape::ALIGN, LINES = Shape::LINES, ROWS = Shape::ROWS;
    __shared__ Pack<T, EACH> tile[LINES * (WINDOW / EACH + 1) + 2];
    T* kept = tile[1].of;
    Tile at = tile_of(p, ROWS, COLUMNS);
    const T* first = static_cast<const T*>(p.in) + at.from + (at.column - ALIGN) * p.in_stride + at.row;
    const int past = elements_past(first, EACH), pitch = WINDOW + ((int)p.in_stride - 1 & EACH - 1) + 1;
    const u8 *begin = static_cast<const u8*>(p.in), *end = begin + p.bytes;
    i64 low = at.column ? 0 : ALIGN, high = min((i64)LINES, p.columns - at.column + ALIGN) - 1;
    bool is_whole = !low && high == LINES - 1;
    bool is_inside = EACH == 1 || reinterpret_cast<const u8*>(first + low * p.in_stride) - LOAD >= begin &&
                                      reinterpret_cast<const u8*>(first + high * p.in_stride + ROWS) + LOAD <= end;
    if (is_whole && is_inside) load_words<T, LOAD, WINDOW, COLUMNS, true, true>(p, at, first, kept, pitch, past);
    else if (is_inside) load_words<T, LOAD, WINDOW, COLUMNS, false, true>(p, at, first, kept, pitch, past);
    else load_words<T, LOAD, WINDOW, COLUMNS, false, false>(p, at, first, kept, pitch, past);
    __syncthreads();
    // The rows of a turn's PARTS all begin at other parts of ALIGN, the next PARTS at the same again.
    constexpr int SIDE = COLUMNS / E, STEP = 256 / SIDE, PARTS = ALIGN > STEP ? ALIGN / STEP : 1;
    int rows = (int)min((i64)ROWS, p.rows - at.row), word = threadIdx.x % SIDE;
    int columns = (int)min((i64)COLUMNS, p.columns - at.column), least = at.column ? -ALIGN : 0;
    const i64 step = STEP * PARTS * p.out_stride;
#pragma unroll
    for (int part = 0; part < PARTS; ++part) {
        int row = threadIdx.x / SIDE + part * STEP;
        T* line = static_cast<T*>(p.out) + at.to + (at.row + row) * p.out_stride + at.column;
        int column = word * E - elements_past(line, ALIGN);
        const T* from = kept + (ALIGN + column) * pitch + past + row;
        line += column;
        if (column >= least && column + E <= columns) {
#pragma unroll
            for (int k = 0; k < ROWS; k += STEP * PARTS, line += step)
                if (k + row < rows) *reinterpret_cast<decltype(gather_word(from, pitch))*>(line) = gather_word(from + k, pitch);
        } else if (E > 1) {
            for (int k = 0; k + row < rows; k += STEP * PARTS, line += step)
#pragma unroll
                for (int e = 0; e < E; ++e)
                    if (column + e >= least && column + e < columns) line[e] = from[e * pitch + k];
        }
    }
}

BLOCK_KERNEL(transpose_packs_1, TransposeParams) { transpose_packs<u8, 128, 128>(p); }
BLOCK_KERNEL(transpose_packs_2, TransposeParams) { transpose_packs<unsigned short, 64, 128>(p); }
BLOCK_KERNEL(transpose_packs_4, TransposeParams) { transpose_packs<u32, 64, 64>(p); }
BLOCK_KERNEL(transpose_packs_8, TransposeParams) { transpose_packs<u64, 32, 32>(p); }
SMALL_KERNEL(transpose_1, TransposeParams) { transpose_words<u8, 16, 128, 128>(p); }
SMALL_KERNEL(transpose_2, TransposeParams) { transpose_words<unsigned short, 16, 128, 64>(p); }
SMALL_KERNEL(transpose_4, TransposeParams) { transpose_words<u32, 4, 64, 64>(p); }
SMALL_KERNEL(transpose_8, TransposeParams) { transpose_words<u64, 8, 64, 32>(p); }
