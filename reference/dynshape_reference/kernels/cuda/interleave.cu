#include "copies.cuh"

// A few lines become the elements of one, or the other way round: (outer, lines, length) and (outer, length, lines)
// with few lines, as pictures whose channels come first or last. A block has a part of all lines in shared memory.
struct InterleaveParams {
    void* out;
    const void* in;
    i64 length;
    i64 bytes;                // of the input
    i64 in_outer, out_outer;  // strides
    i64 stride;               // from one line to the next
    Divisor lines, parts;     // parts of a line, one a block
    Divisor packs;            // of 16 bytes in a part
    int share;                // elements in a part, a multiple of 16
    int packed;               // all lines begin at multiples of 16 bytes
};

constexpr int PACKS = 4, SHARED_BYTES = 256 * PACKS * 16, RAGGED_BYTES = 4096;

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

// With two to four lines of whole packs a thread has one of each, or makes them; a warp exchanges what it has of the
// run, so that it reads or writes that side by side.
template <class T, int LINES, bool WEAVES>
DEVICE void interleave_packs(const InterleaveParams& p, u128* kept) {
    constexpr int V = 16 / sizeof(T);
    Pack<T, V>* shared = reinterpret_cast<Pack<T, V>*>(kept);
    u32 outer = p.parts.divide(blockIdx.x);
    i64 first = (i64)(blockIdx.x - outer * p.parts.value) * 256;
    int count = (int)min((i64)256, p.length / V - first);
    int thread = threadIdx.x, run = (thread & ~31) * LINES + (thread & 31);
    const T* in = static_cast<const T*>(p.in) + outer * p.in_outer;
    T* out = static_cast<T*>(p.out) + outer * p.out_outer;
    Pack<T, V> packs[LINES], turned[LINES];
    if (WEAVES) {
#pragma unroll
        for (int k = 0; k < LINES; ++k)
            if (thread < count)
                packs[k] = *reinterpret_cast<const Pack<T, V>*>(in + k * p.stride + (first + thread) * V);
#pragma unroll
        for (int n = 0; n < LINES * V; ++n) turned[n / V].of[n % V] = packs[n % LINES].of[n / LINES];
#pragma unroll
        for (int k = 0; k < LINES; ++k) shared[thread * LINES + k] = turned[k];
        __syncwarp();
#pragma unroll
        for (int k = 0; k < LINES; ++k)
            if (run + k * 32 < count * LINES)
                *reinterpret_cast<Pack<T, V>*>(out + (first * LINES + run + k * 32) * V) = shared[run + k * 32];
    } else {
#pragma unroll
        for (int k = 0; k < LINES; ++k)
            if (run + k * 32 < count * LINES)
                packs[k] = *reinterpret_cast<const Pack<T, V>*>(in + (first * LINES + run + k * 32) * V);
#pragma unroll
        for (int k = 0; k < LINES; ++k) shared[run + k * 32] = packs[k];
        __syncwarp();
#pragma unroll
        for (int k = 0; k < LINES; ++k) packs[k] = shared[thread * LINES + k];
#pragma unroll
        for (int n = 0; n < LINES * V; ++n) turned[n % LINES].of[n / LINES] = packs[n / V].of[n % V];
#pragma unroll
        for (int k = 0; k < LINES; ++k)
            if (thread < count)
                store_pack(out + k * p.stride + (first + thread) * V, *reinterpret_cast<const u128*>(&turned[k]));
    }
}

// The same where lines and runs begin anywhere. Both come to shared memory by the aligned packs in which they lie, 64
// threads a line; what is written is put together from there, element by element.

// Where an element lies if a pack is left free after each eight: threads that read 2 or 4 packs apart, or 8, then meet
// as many banks as those that read 3 apart.
template <class T, bool PADS>
DEVICE constexpr int padded(int at) {
    return PADS ? at + (at * (int)sizeof(T) >> 7) * (int)(16 / sizeof(T)) : at;
}

// `total` elements, MOST of them at most, to shared memory behind what lies before them in their pack; how many that is.
template <class T, int THREADS, int MOST, bool PADS>
DEVICE int load_packs(const InterleaveParams& p, const T* from, T* kept, int total) {
    constexpr int V = 16 / sizeof(T);
    const u8 *begin = static_cast<const u8*>(p.in), *end = begin + p.bytes;
    int past = elements_past_16_bytes(from), packs = (past + total + V - 1) / V;
    from -= past;
    if (reinterpret_cast<const u8*>(from) < begin || reinterpret_cast<const u8*>(from) + packs * 16 > end) {
#pragma unroll 1
        for (int at = past + threadIdx.x; at < past + total; at += THREADS) kept[padded<T, PADS>(at)] = from[at];
        return past;
    }
#pragma unroll
    for (int k = 0; k <= MOST / V; k += THREADS) {
        int pack = k + threadIdx.x;
        if (pack < packs) copy_pack(kept + padded<T, PADS>(pack * V), from + pack * V, true);
    }
    return past;
}

// `total` elements by words of WIDTH elements, of which a thread finds the first ones at `from` and the others STEP
// elements farther each.
template <class T, int WIDTH, int THREADS, int MOST, int STEP>
DEVICE void store_words(T* to, const T* (&from)[WIDTH], int total) {
    int before = elements_past(to, WIDTH), at = threadIdx.x * WIDTH - before;
#pragma unroll
    for (int k = 0; k <= MOST / WIDTH; k += THREADS, at += THREADS * WIDTH) {
        if (at >= total) break;
        Pack<T, WIDTH> word;
#pragma unroll
        for (int e = 0; e < WIDTH; ++e) word.of[e] = from[e][k / THREADS * STEP];
        if (at >= 0 && at + WIDTH <= total) {
            if constexpr (WIDTH * sizeof(T) == 16) store_pack(to + at, *reinterpret_cast<const u128*>(&word));
            else store_pair(to + at, *reinterpret_cast<const Pack<u32, 2>*>(&word));
        } else {
#pragma unroll
            for (int e = 0; e < WIDTH; ++e)
                if (at + e >= 0 && at + e < total) to[at + e] = word.of[e];
        }
    }
}

template <class T, int LINES, bool WEAVES>
DEVICE void interleave_ragged(const InterleaveParams& p, u128* packs) {
    constexpr int V = 16 / sizeof(T), THREADS = 64 * LINES, PART = RAGGED_BYTES / sizeof(T), PITCH = PART + 2 * V;
    // Single bytes: 8 of them, as 16 take more registers, and to lines meet the same banks.
    constexpr int WIDTH = sizeof(T) == 1 ? 8 : V;
    constexpr bool PADS = !WEAVES && LINES % 2 == 0;
    T* kept = reinterpret_cast<T*>(packs + 5);
    u32 outer = p.parts.divide(blockIdx.x);
    const i64 first = (i64)(blockIdx.x - outer * p.parts.value) * PART;
    const int count = (int)min((i64)PART, p.length - first);
    const T* in = static_cast<const T*>(p.in) + outer * p.in_outer + first * (WEAVES ? 1 : LINES);
    T* out = static_cast<T*>(p.out) + outer * p.out_outer + first * (WEAVES ? LINES : 1);
    int past[LINES];
    if (WEAVES) {
#pragma unroll
        for (int k = 0; k < LINES; ++k)
            past[k] = load_packs<T, THREADS, PART, PADS>(p, in + k * p.stride, kept + k * PITCH, count);
    } else {
        past[0] = load_packs<T, THREADS, PART * LINES, PADS>(p, in, kept, count * LINES);
    }
    end_of_copies();
    wait_for_copies<0>();
    __syncthreads();
    const T* from[WIDTH];
    if (WEAVES) {
        // From LINES * WIDTH elements before, so that nothing is negative.
        u32 at = threadIdx.x * WIDTH - elements_past(out, WIDTH) + LINES * WIDTH;
#pragma unroll
        for (int e = 0; e < WIDTH; ++e) {
            u32 place = (at + e) / LINES, line = at + e - place * LINES;
            int start = 0;
#pragma unroll
            for (int k = 0; k < LINES; ++k) start = line == k ? k * PITCH + past[k] : start;
            from[e] = kept + start + (int)place - WIDTH;
        }
        store_words<T, WIDTH, THREADS, PART * LINES, 64 * WIDTH>(out, from, count * LINES);
    } else {
#pragma unroll
        for (int k = 0; k < LINES; ++k) {
            T* to = out + k * p.stride;
            int at = threadIdx.x * WIDTH - elements_past(to, WIDTH);
#pragma unroll
            for (int e = 0; e < WIDTH; ++e) from[e] = kept + padded<T, PADS>(past[0] + (at + e) * LINES + k);
            store_words<T, WIDTH, THREADS, PART, padded<T, PADS>(THREADS * WIDTH * LINES)>(to, from, count);
        }
    }
}

template <class T, bool WEAVES, bool PACKED>
DEVICE void interleave_few(const InterleaveParams& p) {
    __shared__ u128 kept[PACKED ? 256 * 4 : RAGGED_BYTES / 16 * 4 * 9 / 8 + 16];
    switch (p.lines.value) {
        case 2: PACKED ? interleave_packs<T, 2, WEAVES>(p, kept) : interleave_ragged<T, 2, WEAVES>(p, kept); break;
        case 3: PACKED ? interleave_packs<T, 3, WEAVES>(p, kept) : interleave_ragged<T, 3, WEAVES>(p, kept); break;
        case 4: PACKED ? interleave_packs<T, 4, WEAVES>(p, kept) : interleave_ragged<T, 4, WEAVES>(p, kept); break;
    }
}

BLOCK_KERNEL(weave_packs_1, InterleaveParams) { interleave_few<u8, true, true>(p); }
BLOCK_KERNEL(weave_packs_2, InterleaveParams) { interleave_few<unsigned short, true, true>(p); }
BLOCK_KERNEL(weave_packs_4, InterleaveParams) { interleave_few<u32, true, true>(p); }
BLOCK_KERNEL(weave_packs_8, InterleaveParams) { interleave_few<u64, true, true>(p); }
SMALL_KERNEL(weave_few_1, InterleaveParams) { interleave_few<u8, true, false>(p); }
SMALL_KERNEL(weave_few_2, InterleaveParams) { interleave_few<unsigned short, true, false>(p); }
SMALL_KERNEL(weave_few_4, InterleaveParams) { interleave_few<u32, true, false>(p); }
SMALL_KERNEL(weave_few_8, InterleaveParams) { interleave_few<u64, true, false>(p); }
BLOCK_KERNEL(unweave_packs_1, InterleaveParams) { interleave_few<u8, false, true>(p); }
BLOCK_KERNEL(unweave_packs_2, InterleaveParams) { interleave_few<unsigned short, false, true>(p); }
BLOCK_KERNEL(unweave_packs_4, InterleaveParams) { interleave_few<u32, false, true>(p); }
BLOCK_KERNEL(unweave_packs_8, InterleaveParams) { interleave_few<u64, false, true>(p); }
SMALL_KERNEL(unweave_few_1, InterleaveParams) { interleave_few<u8, false, false>(p); }
SMALL_KERNEL(unweave_few_2, InterleaveParams) { interleave_few<unsigned short, false, false>(p); }
SMALL_KERNEL(unweave_few_4, InterleaveParams) { interleave_few<u32, false, false>(p); }
SMALL_KERNEL(unweave_few_8, InterleaveParams) { interleave_few<u64, false, false>(p); }
