// Products of matrices in shared memory by a warpgroup, 4 warps, and copies that are awaited at an object in shared memory
// (PTX: wgmma, mbarrier, cp.async.bulk): of compute capability 9.0 alone, sm_90a.
//
// A matrix has lines of 128 bytes, 64 elements of float16, and begins at a line; lines lie from a multiple of 1024 bytes
// on, and in the line at address a the 16 bytes i are those of i ^ a / 128 % 8.
#pragma once
#include "packs.cuh"

constexpr int LINE = 128;

#ifdef DYNSHAPE_EMULATED
#include "emulated_warpgroup.h"
#else

// Of BLOCKS that a multiprocessor has at once, with two warpgroups each.
#define WARPGROUPS_KERNEL(name, Params, BLOCKS) \
    extern "C" __global__ void __launch_bounds__(256, BLOCKS) name(const __grid_constant__ Params p)

// What threads wait at until so many have arrived, and the bytes are there that one of these expects; again and again.
struct alignas(8) Arrival {
    u64 state;
};

#ifdef __CUDA_ARCH_FEAT_SM90_ALL
DEVICE u32 shared_address(const void* place) { return (u32)__cvta_generic_to_shared(place); }

DEVICE void begin_arrivals(Arrival& at, int count) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(&at)), "r"(count) : "memory");
}
// After all are begun, before a barrier of the block.
DEVICE void end_of_beginnings() { asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory"); }
DEVICE void arrive(Arrival& at) {
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared_address(&at)) : "memory");
}
DEVICE void arrive_and_expect(Arrival& at, u32 bytes) {
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(&at)), "r"(bytes)
                 : "memory");
}
// Until turn `turn`, 0 being the first, is over; the one before it has been waited for.
DEVICE void wait_for_arrivals(Arrival& at, int turn) {
    u32 is_over;
    do {
        asm volatile(
            "{ .reg .pred p; mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2; selp.u32 %0, 1, 0, p; }"
            : "=r"(is_over)
            : "r"(shared_address(&at)), "r"(turn & 1)
            : "memory");
    } while (!is_over);
}
// Multiples of 16 bytes, to shared memory, told at `at`.
DEVICE void copy_to_shared(void* to, const void* from, u32 bytes, Arrival& at) {
    asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"(
                     shared_address(to)),
                 "l"(from), "r"(bytes), "r"(shared_address(&at))
                 : "memory");
}

// Before the first product that follows accesses to `d` by other means.
DEVICE void begin_products() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }
// The products since the last call are a group.
DEVICE void end_of_products() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }
// Until all groups but the last LEFT are done.
template <int LEFT>
DEVICE void wait_for_products() {
    asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(LEFT) : "memory");
}

DEVICE u64 matrix_at(const void* place) {
    // Swizzled by 128 bytes, 1024 bytes from 8 lines to the next 8.
    return (u64)((shared_address(place) & 0x3ffff) >> 4) | 1ull << 16 | 64ull << 32 | 1ull << 62;
}

// d (64 x N) += a (64 x 16) b (N x 16) transposed, where `a` and `b` are places of the first lines' elements. Thread t
// has of d the rows t / 32 * 16 + t % 32 / 4 and 8 more, and of each 8 columns t % 4 * 2 and the next.
#define OF_4(k) "+f"(d[k]), "+f"(d[k + 1]), "+f"(d[k + 2]), "+f"(d[k + 3])
DEVICE void multiply_add_lines(float (&d)[56], const void* a, const void* b) {
    asm volatile(
        "wgmma.mma_async.sync.aligned.m64n112k16.f32.f16.f16 "
        "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, %21, %22, "
        "%23, %24, %25, %26, %27, %28, %29, %30, %31, %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, "
        "%44, %45, %46, %47, %48, %49, %50, %51, %52, %53, %54, %55}, %56, %57, 1, 1, 1, 0, 0;"
        : OF_4(0), OF_4(4), OF_4(8), OF_4(12), OF_4(16), OF_4(20), OF_4(24), OF_4(28), OF_4(32), OF_4(36),
          OF_4(40), OF_4(44), OF_4(48), OF_4(52)
        : "l"(matrix_at(a)), "l"(matrix_at(b)));
}
DEVICE void multiply_add_lines(float (&d)[100], const void* a, const void* b) {
    asm volatile(
        "wgmma.mma_async.sync.aligned.m64n200k16.f32.f16.f16 "
        "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, %21, %22, "
        "%23, %24, %25, %26, %27, %28, %29, %30, %31, %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, "
        "%44, %45, %46, %47, %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, %64, "
        "%65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, %80, %81, %82, %83, %84, %85, "
        "%86, %87, %88, %89, %90, %91, %92, %93, %94, %95, %96, %97, %98, %99}, %100, %101, 1, 1, 1, 0, 0;"
        : OF_4(0), OF_4(4), OF_4(8), OF_4(12), OF_4(16), OF_4(20), OF_4(24), OF_4(28), OF_4(32), OF_4(36),
          OF_4(40), OF_4(44), OF_4(48), OF_4(52), OF_4(56), OF_4(60), OF_4(64), OF_4(68), OF_4(72), OF_4(76),
          OF_4(80), OF_4(84), OF_4(88), OF_4(92), OF_4(96)
        : "l"(matrix_at(a)), "l"(matrix_at(b)));
}
DEVICE void multiply_add_lines(float (&d)[104], const void* a, const void* b) {
    asm volatile(
        "wgmma.mma_async.sync.aligned.m64n208k16.f32.f16.f16 "
        "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, %21, %22, "
        "%23, %24, %25, %26, %27, %28, %29, %30, %31, %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, "
        "%44, %45, %46, %47, %48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, %64, "
        "%65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, %80, %81, %82, %83, %84, %85, "
        "%86, %87, %88, %89, %90, %91, %92, %93, %94, %95, %96, %97, %98, %99, %100, %101, %102, %103}, %104, "
        "%105, 1, 1, 1, 0, 0;"
        : OF_4(0), OF_4(4), OF_4(8), OF_4(12), OF_4(16), OF_4(20), OF_4(24), OF_4(28), OF_4(32), OF_4(36),
          OF_4(40), OF_4(44), OF_4(48), OF_4(52), OF_4(56), OF_4(60), OF_4(64), OF_4(68), OF_4(72), OF_4(76),
          OF_4(80), OF_4(84), OF_4(88), OF_4(92), OF_4(96), OF_4(100)
        : "l"(matrix_at(a)), "l"(matrix_at(b)));
}
#undef OF_4
#else
// Compiled, and never launched.
DEVICE void begin_arrivals(Arrival&, int) {}
DEVICE void end_of_beginnings() {}
DEVICE void arrive(Arrival&) {}
DEVICE void arrive_and_expect(Arrival&, u32) {}
DEVICE void wait_for_arrivals(Arrival&, int) {}
DEVICE void copy_to_shared(void*, const void*, u32, Arrival&) {}
DEVICE void begin_products() {}
DEVICE void end_of_products() {}
template <int LEFT>
DEVICE void wait_for_products() {}
template <int N>
DEVICE void multiply_add_lines(float (&)[N], const void*, const void*) {}
#endif
#endif
