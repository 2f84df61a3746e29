"""Update rules: one optimizer a file, each with the threshold its sharpness obeys."""
