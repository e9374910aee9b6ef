#pragma once

#include "harness/verify.h"

#include <span>
#include <vector>

namespace warpmark {

/// Element `at` of c. Its magnitude also holds the rounding of c to 16 bits, in the tolerance's
/// unit, so that the bound on the sum stays as tight as it is for a wide output.
Exact gemm_element(const Point& point, Index at);

/// Of the sum, against the magnitudes of its terms. The inputs' signs are random: partial sums grow
/// as √k, far below k/4, the sum of the magnitudes, and so do their roundings in any order.
/// (N. Higham and T. Mary, SIAM J. Sci. Comput. 42 (2020), A3427–A3446: random data.)
/// TF32 in place of fp32 is rejected: it errs by 0.55 · 2⁻¹¹ / √k, 50 u at k = 8192.
Tolerance gemm_tolerance(const Params& params);

/// c times `weights`, row by row, as a times (b times weights): O(mk + kn). The errors of the
/// elements of a row add up like independent ones: the magnitude is the root of the sum of squares
/// of theirs (no less, by Minkowski's inequality), √n below their sum, and one missing term of one
/// element shows. (R. Freivalds, Proc. IFIP Congress 77, 839–842.)
std::vector<Exact> gemm_projection(const Point& point, std::span<const double> weights);

}  // namespace warpmark
