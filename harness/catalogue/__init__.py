"""The scenarios: found, generated and planned, and the rule that their expectations follow."""
