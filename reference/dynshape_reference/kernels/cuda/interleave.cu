#include "packs.cuh"

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

// The same where lines and runs begin anywhere. What is written goes through shared memory, where the packs of a block
// lie side by side behind one that is free, and each aligned pack is cut out of two of them.

// V elements from any place on, of which `count` are there.
template <class T>
DEVICE u128 load_pack(const InterleaveParams& p, const T* place, int count) {
    constexpr int V = 16 / sizeof(T);
    const u8 *from = reinterpret_cast<const u8*>(place), *begin = static_cast<const u8*>(p.in), *end = begin + p.bytes;
    if (from - begin >= 15 && from + 31 <= end) return unaligned_pack<(int)sizeof(T)>(from);
    Pack<T, V> pack;
#pragma unroll
    for (int v = 0; v < V; ++v) pack.of[v] = v < count ? place[v] : T{};
    return *reinterpret_cast<const u128*>(&pack);
}

// `total` elements from shared memory to any place, up to PACKS packs a thread.
template <class T, int PACKS>
DEVICE void store_packs(T* to, const u128* kept, int total) {
    constexpr int V = 16 / sizeof(T);
    int before = elements_past_16_bytes(to);
    u128 words[PACKS];
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        int n = threadIdx.x + k * 256;
        if (n * V - before >= total) break;
        words[k] = kept[n + 1];
        if (before) words[k] = shifted_pack<(int)sizeof(T)>(kept[n], words[k], 16 - before * (int)sizeof(T));
    }
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        int at = ((int)threadIdx.x + k * 256) * V - before;
        if (at >= total) break;
        if (at >= 0 && at + V <= total) {
            store_pack(to + at, words[k]);
        } else {
            const Pack<T, V>& pack = *reinterpret_cast<const Pack<T, V>*>(&words[k]);
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (at + v >= 0 && at + v < total) to[at + v] = pack.of[v];
        }
    }
}

template <class T, int LINES, bool WEAVES>
DEVICE void interleave_ragged(const InterleaveParams& p, u128* kept) {
    constexpr int V = 16 / sizeof(T), SIDE = 256 * V;
    u32 outer = p.parts.divide(blockIdx.x);
    i64 first = (i64)(blockIdx.x - outer * p.parts.value) * SIDE;
    int count = (int)min((i64)SIDE, p.length - first), thread = threadIdx.x;
    const T* in = static_cast<const T*>(p.in) + outer * p.in_outer + first * (WEAVES ? 1 : LINES);
    T* out = static_cast<T*>(p.out) + outer * p.out_outer + first * (WEAVES ? LINES : 1);
    Pack<T, V> packs[LINES], turned[LINES];
    u128* words = reinterpret_cast<u128*>(packs);
    if (WEAVES) {
#pragma unroll
        for (int k = 0; k < LINES; ++k)
            if (thread * V < count) words[k] = load_pack(p, in + k * p.stride + thread * V, count - thread * V);
#pragma unroll
        for (int n = 0; n < LINES * V; ++n) turned[n / V].of[n % V] = packs[n % LINES].of[n / LINES];
#pragma unroll
        for (int k = 0; k < LINES; ++k) kept[1 + thread * LINES + k] = *reinterpret_cast<const u128*>(&turned[k]);
        __syncthreads();
        store_packs<T, LINES + 1>(out, kept, count * LINES);
    } else {
#pragma unroll
        for (int k = 0; k < LINES; ++k) {
            int at = (k * 256 + thread) * V;
            if (at < count * LINES) words[k] = load_pack(p, in + at, count * LINES - at);
        }
#pragma unroll
        for (int k = 0; k < LINES; ++k) kept[1 + k * 256 + thread] = words[k];
        __syncthreads();
#pragma unroll
        for (int k = 0; k < LINES; ++k) words[k] = kept[1 + thread * LINES + k];
        __syncthreads();
#pragma unroll
        for (int n = 0; n < LINES * V; ++n) turned[n % LINES].of[n / LINES] = packs[n / V].of[n % V];
#pragma unroll
        for (int k = 0; k < LINES; ++k) kept[1 + k * 257 + thread] = *reinterpret_cast<const u128*>(&turned[k]);
        __syncthreads();
#pragma unroll
        for (int k = 0; k < LINES; ++k) store_packs<T, 2>(out + k * p.stride, kept + k * 257, count);
    }
}

template <class T, bool WEAVES, bool PACKED>
DEVICE void interleave_few(const InterleaveParams& p) {
    __shared__ u128 kept[257 * 4 + 1];
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
BLOCK_KERNEL(weave_few_1, InterleaveParams) { interleave_few<u8, true, false>(p); }
BLOCK_KERNEL(weave_few_2, InterleaveParams) { interleave_few<unsigned short, true, false>(p); }
BLOCK_KERNEL(weave_few_4, InterleaveParams) { interleave_few<u32, true, false>(p); }
BLOCK_KERNEL(weave_few_8, InterleaveParams) { interleave_few<u64, true, false>(p); }
BLOCK_KERNEL(unweave_packs_1, InterleaveParams) { interleave_few<u8, false, true>(p); }
BLOCK_KERNEL(unweave_packs_2, InterleaveParams) { interleave_few<unsigned short, false, true>(p); }
BLOCK_KERNEL(unweave_packs_4, InterleaveParams) { interleave_few<u32, false, true>(p); }
BLOCK_KERNEL(unweave_packs_8, InterleaveParams) { interleave_few<u64, false, true>(p); }
BLOCK_KERNEL(unweave_few_1, InterleaveParams) { interleave_few<u8, false, false>(p); }
BLOCK_KERNEL(unweave_few_2, InterleaveParams) { interleave_few<unsigned short, false, false>(p); }
