"""Removes manifests but the newest, and what no other one names: a reader may still go by the one before."""

from __future__ import annotations

from flows.landing.bucket import Bucket
from flows.store.manifest import FILES, Manifest, key_of, number_of, numbers_in, read

_KEPT = 2


def remove_outdated(bucket: Bucket, newest: Manifest) -> None:
    """Remove what is outdated once a manifest is in force. Raises StoreError where the store does not let us.

    What was put for a later manifest may be named by one that another run is about to create, and stays.
    """
    numbers = [number for number in numbers_in(bucket) if number <= newest.number]
    kept = [newest if number == newest.number else read(bucket, number) for number in numbers[-_KEPT:]]
    named = {entry.key for manifest in kept for entry in manifest.files.values()}
    # Manifests go first: none that is there names what is not.
    bucket.remove([key_of(number) for number in numbers[:-_KEPT]])
    found = ((one.key, number_of(one.key)) for one in bucket.objects(FILES))
    bucket.remove([key for key, number in found if number is not None and number <= newest.number and key not in named])
