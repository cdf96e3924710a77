import resource
import time


def timed(run):
    """What it gives, its elapsed and its processor time in seconds."""
    start, processor = time.perf_counter(), time.process_time()
    result = run()
    return result, time.perf_counter() - start, time.process_time() - processor


def peak_mb():
    """The most memory that this process ever had, in MB; Linux counts in KiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
