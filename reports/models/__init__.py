from .benchmark import Benchmark
from .scenario import Scenario, ScenarioKind

__all__ = ["Benchmark", "Scenario", "ScenarioKind"]
