// Non-maximum suppression: of each item the best candidates in order, of which one is kept if no better one of its
// class that is kept overlaps it too much.
//
// Overlaps are computed in double and without fused operations, as NumPy does, so that what is selected is the same.
#include "convert.cuh"

struct Box {
    double low_x, low_y, high_x, high_y;
    u32 group, number;  // its class, and its place among the boxes
};

struct Counts {
    int candidates, best, selected;
};

struct NmsParams {
    void* out;   // rows (item, class, box)
    int* total;  // how many rows there are
    const void* boxes;
    const void* scores;  // (items, boxes, classes)
    u64* keys;           // (items, places): the candidates, in no order
    u64* best;           // (items, limit): the best of them, in no order
    Box* sorted;         // (items, limit)
    u32* groups;         // (items, limit): their classes
    u64* overlaps;       // (items, limit, words): a bit for each later one that overlaps too much
    u64* kept;           // (items, words)
    int* selected;       // (items, limit)
    Counts* counts;      // (items), zeros at first
    double iou;
    i64 places, items;
    u32 boxes_count, classes;
    int limit, words, most;
    float least;
    int by_class, center_sizes;  // whether each class has boxes of its own; what the numbers of a box are
};

DEVICE float number(float x) { return x; }
DEVICE float number(half_t x) { return to_float(x); }

// A key is the smaller the better: by score, then class, then box.
DEVICE u64 key_of(float score, u32 place) {
    u32 bits = float_to_bits(score + 0.f);
    u32 rising = bits >> 31 ? ~bits : bits | 0x80000000u;
    return (u64)~rising << 32 | place;
}

// A grid has up to 65535 blocks along y: items beyond that lie along z.
DEVICE i64 item_of_block() { return (i64)blockIdx.z * gridDim.y + blockIdx.y; }

constexpr int PART = 8;  // scores of a thread

// A block finds its candidates' places among its own first.
template <class T>
DEVICE void find_candidates(const NmsParams& p) {
    __shared__ int found, first;
    i64 item = item_of_block();
    if (item >= p.items) return;
    const T* scores = static_cast<const T*>(p.scores) + item * p.places;
    if (threadIdx.x == 0) found = 0;
    __syncthreads();
    i64 place = (i64)blockIdx.x * blockDim.x * PART + threadIdx.x;
    float score[PART];
    int own = 0;
#pragma unroll
    for (int k = 0; k < PART; ++k) {
        score[k] = place + k * blockDim.x < p.places ? number(scores[place + k * blockDim.x]) : NOT_A_NUMBER;
        own += score[k] > p.least;
    }
    int slot = own ? atomicAdd(&found, own) : 0;
    __syncthreads();
    if (threadIdx.x == 0 && found) first = atomicAdd(&p.counts[item].candidates, found);
    __syncthreads();
    u64* to = p.keys + item * p.places + first + slot;
#pragma unroll
    for (int k = 0; k < PART; ++k) {
        if (!(score[k] > p.least)) continue;
        u32 at = (u32)(place + k * blockDim.x), box = at / p.classes, group = at - box * p.classes;
        *to++ = key_of(score[k], group * p.boxes_count + box);
    }
}

BLOCK_KERNEL(nms_candidates_float32, NmsParams) { find_candidates<float>(p); }
BLOCK_KERNEL(nms_candidates_float16, NmsParams) { find_candidates<half_t>(p); }

// The limit-th key is found digit by digit; the best are those up to it. A block an item.
BIG_BLOCK_KERNEL(nms_best, NmsParams) {
    __shared__ u32 counts[256];
    __shared__ u32 digit_shared, left_shared;
    __shared__ bool is_last_shared;
    __shared__ int found;
    i64 item = blockIdx.x;
    const u64* keys = p.keys + item * p.places;
    u64* best = p.best + item * p.limit;
    int candidates = p.counts[item].candidates, t = threadIdx.x;
    u64 last = ~0ull;
    if (candidates > p.limit) {
        last = 0;
        u32 left = (u32)p.limit;
        for (int shift = 56; shift >= 0; shift -= 8) {
            if (t < 256) counts[t] = 0;
            __syncthreads();
#pragma unroll 8
            for (int at = t; at < candidates; at += blockDim.x) {
                u64 key = keys[at];
                if (shift == 56 || key >> (shift + 8) == last >> (shift + 8))
                    atomicAdd(&counts[(u32)(key >> shift) & 255], 1u);
            }
            __syncthreads();
            if (t == 0) {
                u32 digit = 0, before = 0;
                while (before + counts[digit] < left) before += counts[digit++];
                digit_shared = digit;
                left_shared = left - before;
                is_last_shared = counts[digit] == left - before;
            }
            __syncthreads();
            last |= (u64)digit_shared << shift;
            left = left_shared;
            // All keys that begin so are among the best: what follows does not matter.
            if (is_last_shared) {
                last |= (1ull << shift) - 1;
                break;
            }
        }
    }
    if (t == 0) found = 0;
    __syncthreads();
#pragma unroll 8
    for (int at = t; at < candidates; at += blockDim.x) {
        u64 key = keys[at];
        if (key <= last) best[atomicAdd(&found, 1)] = key;
    }
    __syncthreads();
    if (t == 0) p.counts[item].best = found;
}

// NaN wins, as in NumPy.
DEVICE double greater(double a, double b) { return a > b || a != a ? a : b; }
DEVICE double smaller(double a, double b) { return a < b || a != a ? a : b; }

// Each of the best at its place in the order, which is how many are better.
template <class T>
DEVICE void sort_boxes(const NmsParams& p) {
    i64 item = item_of_block(), own = thread_index();
    if (item >= p.items) return;
    int count = p.counts[item].best;
    if (own >= count) return;
    const u64* best = p.best + item * p.limit;
    u64 key = best[own];
    int rank = 0;
#pragma unroll 8
    for (int at = 0; at < count; ++at) rank += best[at] < key;
    u32 group = (u32)key / p.boxes_count, box = (u32)key - group * p.boxes_count;
    i64 row = item * p.boxes_count + box;
    const T* from = static_cast<const T*>(p.boxes) + (p.by_class ? row * p.classes + group : row) * 4;
    double a = number(from[0]), b = number(from[1]), c = number(from[2]), d = number(from[3]);
    if (p.center_sizes) {
        double x = a, y = b, half_width = c / 2, half_height = d / 2;
        a = x - half_width, b = y - half_height, c = x + half_width, d = y + half_height;
    }
    p.sorted[item * p.limit + rank] = {smaller(a, c), smaller(b, d), greater(a, c), greater(b, d), group, box};
    p.groups[item * p.limit + rank] = group;
}

KERNEL(nms_sort_float32, NmsParams) { sort_boxes<float>(p); }
KERNEL(nms_sort_float16, NmsParams) { sort_boxes<half_t>(p); }

DEVICE double area_of(const Box& box) { return __dmul_rn(box.high_x - box.low_x, box.high_y - box.low_y); }

// Intersection over union; 0 where there is no area at all.
DEVICE double overlap(const Box& a, const Box& b) {
    double width = smaller(a.high_x, b.high_x) - greater(a.low_x, b.low_x);
    double height = smaller(a.high_y, b.high_y) - greater(a.low_y, b.low_y);
    double common = __dmul_rn(greater(width, 0), greater(height, 0));
    if (!(common > 0)) return 0;
    double either = area_of(a) + area_of(b) - common;
    return either > 0 ? common / either : 0;
}

// A word of one row of the bits.
KERNEL(nms_overlaps, NmsParams) {
    i64 item = item_of_block(), own = thread_index();
    if (item >= p.items) return;
    int count = p.counts[item].best;
    int word = (int)(own / p.limit), row = (int)(own - (i64)word * p.limit), first = word * 64;
    // Nothing asks for words of better boxes only.
    if (word >= p.words || row >= count || first + 63 < row) return;
    const Box* sorted = p.sorted + item * p.limit;
    Box box = sorted[row];
    u64 bits = 0;
    for (int at = max(first, row + 1); at < min(first + 64, count); ++at)
        if (sorted[at].group == box.group && !(overlap(box, sorted[at]) <= p.iou)) bits |= 1ull << (at - first);
    p.overlaps[(item * p.limit + row) * p.words + word] = bits;
}

constexpr int MOST_WORDS = 128;

// 64 boxes at a time: one thread keeps or drops them one after the other, then all drop what these overlap later on.
BLOCK_KERNEL(nms_keep, NmsParams) {
    __shared__ u64 dropped[MOST_WORDS], own[64], kept_shared;
    i64 item = blockIdx.x;
    int count = p.counts[item].best, t = threadIdx.x;
    const u64* overlaps = p.overlaps + item * p.limit * p.words;
    for (int word = t; word < p.words; word += blockDim.x) dropped[word] = 0;
    for (int word = 0; word * 64 < count; ++word) {
        const u64* rows = overlaps + (i64)word * 64 * p.words;
        int height = min(64, count - word * 64);
        if (t < height) own[t] = rows[(i64)t * p.words + word];
        __syncthreads();
        if (t == 0) {
            u64 out = dropped[word], kept = 0;
            for (int at = 0; at < height; ++at)
                if (!(out >> at & 1)) kept |= 1ull << at, out |= own[at];
            kept_shared = kept;
            p.kept[item * p.words + word] = kept;
        }
        __syncthreads();
        u64 kept = kept_shared;
        for (int later = word + 1 + t; later < p.words; later += blockDim.x) {
            u64 bits = dropped[later];
#pragma unroll 32
            for (int at = 0; at < 64; ++at)
                if (kept >> at & 1) bits |= rows[(i64)at * p.words + later];
            dropped[later] = bits;
        }
    }
}

DEVICE bool is_kept(const NmsParams& p, i64 item, int at) { return p.kept[item * p.words + at / 64] >> (at & 63) & 1; }

// Of those that are kept the first ones of each class.
KERNEL(nms_select, NmsParams) {
    i64 item = item_of_block();
    if (item >= p.items) return;
    int own = (int)thread_index(), count = p.counts[item].best;
    if (own >= count) return;
    bool selected = is_kept(p, item, own);
    if (selected && p.most < count) {
        const u32* groups = p.groups + item * p.limit;
        u32 group = groups[own];
        int before = 0;
#pragma unroll 8
        for (int at = 0; at < own; ++at) before += groups[at] == group && is_kept(p, item, at);
        selected = before < p.most;
    }
    p.selected[item * p.limit + own] = selected;
    if (selected) atomicAdd(&p.counts[item].selected, 1);
}

KERNEL(nms_rows, NmsParams) {
    i64 item = item_of_block();
    if (item >= p.items) return;
    int own = (int)thread_index();
    i64 row = 0;
    if (own == 0 && item == 0) {
        int total = 0;
        for (i64 each = 0; each < p.items; ++each) total += p.counts[each].selected;
        *p.total = total;
    }
    if (own >= p.counts[item].best || !p.selected[item * p.limit + own]) return;
    for (i64 each = 0; each < item; ++each) row += p.counts[each].selected;
    for (int at = 0; at < own; ++at) row += p.selected[item * p.limit + at];
    int* to = static_cast<int*>(p.out) + row * 3;
    const Box& box = p.sorted[item * p.limit + own];
    to[0] = (int)item, to[1] = (int)box.group, to[2] = (int)box.number;
}
