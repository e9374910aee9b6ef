#pragma once

#include "harness/sensor.h"

#include <memory>
#include <string>

namespace warpmark {

/// What NVML says of the GPU with this UUID ("GPU-5a3c…", the same to CUDA): memory clock,
/// temperature, instantaneous power, reasons for a lower clock, and the energy counter, each where
/// the GPU has it. Null where NVML is not on this host or does not know the GPU.
std::unique_ptr<Sensor> make_nvml_sensor(const std::string& uuid);

}  // namespace warpmark
