// (x - mean) / sqrt(variance + epsilon) * scale + bias, along the rows of (rows, length).
#pragma once
#include "convert.cuh"
#include "packs.cuh"

// Where scale or bias is for an element: row / row_inner % row_extent * row_step + at / inner % extent * step.
struct Spread {
    Divisor row_inner, row_extent, inner, extent;
    int row_step, step;
    int is_dense, unused;  // dense: `at` alone counts, and is the place
};

struct NormalizeParams {
    void* out;
    const void* in;
    const void* scale;
    const void* bias;
    i64 rows;
    int length, lanes_log;  // threads of a row, as a power of 2
    float epsilon;
    int unused;
    Spread spreads[2];
};

DEVICE u32 row_place(const Spread& s, u32 row) {
    u32 line = s.row_inner.divide(row);
    return (line - s.row_extent.divide(line) * s.row_extent.value) * s.row_step;
}

DEVICE u32 place_in_row(const Spread& s, u32 at) {
    if (s.is_dense) return at;
    if (!s.step) return 0;
    u32 line = s.inner.divide(at);
    return (line - s.extent.divide(line) * s.extent.value) * s.step;
}
