"""The coping plan: versions, rules, agreement."""
