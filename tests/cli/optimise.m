function mgc = three_nodes
mgc.gas_specific_gravity = 0.6;
mgc.specific_heat_capacity_ratio = 1.3;
mgc.temperature = 288.15;
mgc.compressibility_factor = 0.9;
mgc.units = 'si';
mgc.is_per_unit = 0;
mgc.economic_weighting = 0.999999;
mgc.junction = [
1 3000000 5000000 4000000 0 1
2 3000000 6000000 4000000 0 1
3 3000000 6000000 4000000 0 1
];
mgc.pipe = [
1 2 3 0.6 80000 0.01 3000000 6000000 1 1
];
mgc.ne_pipe = [
1 2 3 0.6 80000 0.01 3000000 6000000 1 90
];
mgc.compressor = [
1 1 2 1 1.4 3000000 0 1000 3000000 6000000 3000000 6000000 1 10 2
];
mgc.receipt = [
1 1 0 1000 200 1 1 1.0
];
mgc.delivery = [
1 3 0 400 300 1 1 3.0
];
