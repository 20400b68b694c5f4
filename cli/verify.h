/* What others ask of weir verify. */
#ifndef CLI_VERIFY_H
#define CLI_VERIFY_H

#include "../compiler/model/model.h"
#include "channel/load.h"

/* The verdict against the sensor's contract for the file's Template Type at the file's version; *supplied: it supplies that at all. */
struct weir_verdict_on_file verify_for_sensor(struct cli *cli, const struct loaded *loaded, const struct sensor *sensor, bool *supplied);

#endif
