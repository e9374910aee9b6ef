#pragma once

#include <cstddef>

namespace warpmark {

/// The t beyond which, on either side, Student's t with so many degrees of freedom (at least one)
/// lies with probability `outside`, between 0 and 1.
double student_bound(double outside, std::size_t degrees);

}  // namespace warpmark
