#pragma once

#include "harness/self_check.h"

namespace warpmark {

/// Of the instruments on one GPU. Listing them needs none.
std::vector<SelfCheck> cuda_self_checks(int ordinal);

}  // namespace warpmark
