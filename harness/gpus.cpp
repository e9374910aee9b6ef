#include "harness/gpus.h"

#include "harness/error.h"

#include <nlohmann/json.hpp>

namespace warpmark {
namespace {

using nlohmann::json;

/// Calls `visit(name, field)` for every field of a DeviceInfo.
template <class Info, class Visit>
void visit_fields(Info& info, Visit&& visit) {
  // A field missing here does not compile: there would be more of them than names.
  auto& [ordinal, name, uuid, compute_capability, driver_version, cuda_version, multiprocessors,
         memory_bytes, free_bytes, l2_bytes, sm_clock_hz, mem_clock_hz, memory_bus_bits,
         power_limit_w, ecc, mig, persistence, pci_bus_id, other_processes, busy_pct,
         sm_clock_now_hz, pcie_width, max_pcie_width, pcie_generation, max_pcie_generation] = info;
  visit("ordinal", ordinal);
  visit("name", name);
  visit("uuid", uuid);
  visit("compute_capability", compute_capability);
  visit("driver_version", driver_version);
  visit("cuda_version", cuda_version);
  visit("multiprocessors", multiprocessors);
  visit("memory_bytes", memory_bytes);
  visit("free_bytes", free_bytes);
  visit("l2_bytes", l2_bytes);
  visit("sm_clock_hz", sm_clock_hz);
  visit("mem_clock_hz", mem_clock_hz);
  visit("memory_bus_bits", memory_bus_bits);
  visit("power_limit_w", power_limit_w);
  visit("ecc", ecc);
  visit("mig", mig);
  visit("persistence", persistence);
  visit("pci_bus_id", pci_bus_id);
  visit("other_processes", other_processes);
  visit("busy_pct", busy_pct);
  visit("sm_clock_now_hz", sm_clock_now_hz);
  visit("pcie_width", pcie_width);
  visit("max_pcie_width", max_pcie_width);
  visit("pcie_generation", pcie_generation);
  visit("max_pcie_generation", max_pcie_generation);
}

}  // namespace

Gpus find_gpus(Loader& loader) {
  if (!loader.built("cuda")) return {{}, "this program was built without CUDA"};
  try {
    Platform& platform = *loader.open("cuda").platform;
    return {platform.devices(), platform.absence()};
  } catch (const Unsupported& reason) {
    return {{}, reason.what()};
  }
}

std::string to_json_line(const Gpus& gpus) {
  json out{{"absence", gpus.absence}, {"devices", json::array()}};
  for (const DeviceInfo& gpu : gpus.devices) {
    json& device = out["devices"].emplace_back(json::object());
    visit_fields(gpu, [&](const char* name, const auto& field) { device[name] = field; });
  }
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Gpus gpus_from_json_line(const std::string& line) {
  try {
    const json in = json::parse(line);
    Gpus gpus{{}, in.at("absence").get<std::string>()};
    for (const json& device : in.at("devices")) {
      DeviceInfo& gpu = gpus.devices.emplace_back();
      visit_fields(gpu, [&](const char* name, auto& field) { device.at(name).get_to(field); });
    }
    return gpus;
  } catch (const json::exception& error) {
    throw InvalidInput(std::string("line of devices: ") + error.what());
  }
}

}  // namespace warpmark
