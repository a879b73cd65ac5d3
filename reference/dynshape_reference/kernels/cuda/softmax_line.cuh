// Rows of adjacent elements, for softmax along them.
#pragma once
#include "softmax.cuh"

// What is bounded of a row: packs, and what lies before and behind them, less than a pack each.
template <class T, class Index>
struct Line {
    static constexpr int V = 16 / sizeof(T);
    const T* in;
    T* out;
    Index length, head, packs, tail;
    DEVICE Line(const SoftmaxParams& p, i64 row) {
        in = static_cast<const T*>(p.in) + row * p.length;
        out = static_cast<T*>(p.out) + row * p.length;
        length = row < p.outer ? (Index)p.length : 0;
        if (p.bounds && length) length = min((Index)max(p.bounds[row], 0), length);
        int past = (int)((u64)in % 16 / sizeof(T));
        head = min((Index)(past ? V - past : 0), length);
        packs = (length - head) / V;
        tail = length - head - packs * V;
    }
    DEVICE const Pack<T, V>* body() const { return reinterpret_cast<const Pack<T, V>*>(in + head); }
    DEVICE Pack<T, V>* results() const { return reinterpret_cast<Pack<T, V>*>(out + head); }
    DEVICE Index last() const { return length - tail; }
    DEVICE void clear_rest(const SoftmaxParams& p, i64 row, int lane, int lanes) const {
        if (p.bounds && row < p.outer)
            for (i64 at = length + lane; at < p.length; at += lanes) store_as(out[at], 0.f);
    }
};
