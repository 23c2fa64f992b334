"""What every test may use."""

from hypothesis import HealthCheck, settings

# A busy machine is slow, and no test says how fast anything is.
settings.register_profile("pincite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pincite")
