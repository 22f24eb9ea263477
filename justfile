# The same words for everybody.

# Everything that CI checks.
check:
    .ci/run

# The portal and the app.
run:
    scripts/run

# Figures, each as ratio to its limit or peer.
bench:
    scripts/bench

# Pictures of every screen.
screenshots:
    scripts/screenshots
